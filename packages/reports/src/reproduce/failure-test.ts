import type { Bisection, Signature } from '@kbisect/contracts'
import { shellWord } from '@kbisect/text'
import { isCountedWarning } from '../format-failure.ts'
import { linePattern, titlePattern } from './failure-patterns.ts'

/** How a shell tells whether a console shows the failure. */
export interface FailureTest {
  /** The body of a function that succeeds when `$console` shows it. */
  readonly shows: string
  /** Greps for the lines that tell of it, to print them; undefined where none do. */
  readonly pattern: string | undefined
}

const grep = (flags: string, words: string): string => `grep -aq${flags} -e ${shellWord(words)} "$console"`

const NO_PANIC = `! ${grep('F', 'Kernel panic - not syncing')}`

/** Failures of which the console says nothing: how the boot ended tells. */
const SILENT: Readonly<Record<string, string>> = {
  hang: `! answered && timed_out && ${NO_PANIC}`,
  silence: `! answered && timed_out && ${NO_PANIC}`,
  flood: `! answered && ${NO_PANIC}`,
  reboot: `! answered && ! timed_out && ${NO_PANIC}`,
  'test-missing': `! answered && ! timed_out && ${NO_PANIC}`,
}

/** The console test of a request, as `grep` understands JavaScript's expressions best. */
function consoleTest({ request }: Bisection): FailureTest | undefined {
  const { test } = request
  if (test?.kind !== 'console') return undefined
  const found = grep('P', test.pattern)
  const shows = test.expect === 'absent' ? `  ${found}` : `  answered && ! ${found}`
  return { shows, pattern: undefined }
}

/** What a boot must show to have failed as the bisection's failure does. */
export function bootFailureTest(
  bisection: Bisection,
  signature: Signature | null,
  failureLine: string | undefined,
): FailureTest {
  const kind = signature?.kind
  if (kind === 'console-match' || kind === 'console-missing') {
    const asked = consoleTest(bisection)
    if (asked) return asked
  }
  if (kind === 'test-failed' && signature?.function !== undefined) {
    const pattern = `not ok [0-9]+ (- )?${signature.function}( |$)`
    return { shows: `  ${grep('E', pattern)}`, pattern }
  }
  if (kind === 'test-failed') return { shows: '  answered && ! passed && ! said exit:125', pattern: undefined }
  const silent = SILENT[kind ?? '']
  if (silent !== undefined) return { shows: `  ${silent}`, pattern: undefined }
  const where = signature?.function === undefined ? [] : [grep('F', signature.function)]
  if (failureLine === undefined && isCountedWarning(bisection, signature))
    return { shows: `  ${where[0] ?? 'answered && ! passed'}`, pattern: undefined }
  if (failureLine === undefined) return { shows: `  ${['! answered', ...where].join(' && ')}`, pattern: undefined }
  const pattern = linePattern(failureLine)
  return { shows: `  ${[grep('E', pattern), ...where].join(' && ')}`, pattern }
}

/** What a build must say to have failed as the bisection's failure does. */
export function buildFailureTest(signature: Signature | null): FailureTest {
  if (signature?.kind !== 'build-failed') return { shows: '  true', pattern: undefined }
  const title = signature.text.slice(signature.text.indexOf(': ') + 2)
  if (title === 'no compiler message') return { shows: '  true', pattern: undefined }
  const pattern = titlePattern(title)
  const where = signature.place === undefined ? '' : ` && ${grep('F', signature.place)}`
  return { shows: `  ${grep('E', pattern)}${where}`, pattern }
}
