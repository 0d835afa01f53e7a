import { linesOf } from '@kbisect/text'
import { failureLine } from '@kbisect/verdict'
import { logExcerpt, tellingLine } from './log-excerpt.ts'

/** What a report needs of a log. */
export interface LogWords {
  readonly excerpt: string
  /** The line of a console that begins the report of the failure; undefined where none does. */
  readonly failureLine: string | undefined
  /** The same, or the compiler's first error. */
  readonly tellingLine: string | undefined
}

/** A long line was cut before it was kept. */
function lineWith(lines: readonly string[], printed: string | undefined): number | undefined {
  const start = printed?.replace(/…$/, '')
  const at = start ? lines.findIndex((line) => line.replaceAll('\t', ' ').includes(start)) : -1
  return at < 0 ? undefined : at
}

/**
 * Reads the log of a boot or a build.
 * @param printed the line that was kept with the failure: where no report of the kernel begins, as
 * of a test that fails, the log is read around it
 */
export function readLog(bytes: Uint8Array, printed?: string): LogWords {
  const lines = linesOf(new TextDecoder().decode(bytes).trimEnd())
  const at = failureLine(lines) ?? lineWith(lines, printed)
  const line = (index: number | undefined) => (index === undefined ? undefined : lines[index])
  return { excerpt: logExcerpt(lines, at), failureLine: line(at), tellingLine: line(tellingLine(lines, at)) }
}
