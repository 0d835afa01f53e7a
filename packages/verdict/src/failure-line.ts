import { readLines } from './console-lines.ts'
import { INIT_STARTS } from './console-stage.ts'
import { FailureFinder } from './failure-finder.ts'
import { LineOrigins } from './line-origin.ts'

const TEST_STARTS = /kbisect:[A-Za-z0-9-]+:ready/

/**
 * Where a console tells of the failure that its reader names: the index of the report's first line.
 * @param lines of the console of a boot that failed, as they came
 * @returns undefined where the kernel said nothing of it, as one that falls silent or a test that
 * fails
 */
export function failureLine(lines: readonly string[]): number | undefined {
  const finder = new FailureFinder()
  const origins = new LineOrigins()
  let stage: 'kernel' | 'userspace' | 'test' = 'kernel'
  for (const [number, raw] of lines.entries()) {
    if (TEST_STARTS.test(raw)) stage = 'test'
    for (const line of readLines(raw)) {
      const origin = origins.of(line, stage)
      if (origin === 'printed') continue
      if (stage === 'kernel' && INIT_STARTS.test(line.text)) stage = 'userspace'
      finder.push(line, origin, number)
    }
  }
  return finder.line
}
