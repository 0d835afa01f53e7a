import { normalise } from '../signature.ts'
import { sourcePath } from '../source-path.ts'
import type { KtapResult } from './ktap-result.ts'

/**
 * Returns the first assertion that failed in a failed test, or in the first of its children that
 * failed: its source file and expression, without line numbers, values and addresses, so that the
 * text is equal for the same failure of two kernels. Where no assertion was printed, returns what
 * else the test says of its failure; undefined where it says nothing, or did not fail.
 */
export function firstFailedAssertion(result: KtapResult): string | undefined {
  if (result.status !== 'failed' && result.status !== 'timeout' && result.status !== 'unfinished') return undefined
  const own = assertionIn(result.diagnostics)
  if (own !== undefined) return own
  for (const child of result.children) {
    const inner = firstFailedAssertion(child)
    if (inner !== undefined) return inner
  }
  const said = result.diagnostics.find((line) => FAILURE.test(line) && !SUMMARY.test(line)) ?? result.reason
  return said === undefined ? undefined : normalise(said)
}

/** KUnit's "case: EXPECTATION FAILED at lib/list-test.c:123", perhaps without the case. */
const KUNIT = /^(?:[^: ]{1,256}: )?(EXPECTATION|ASSERTION) FAILED at (.{1,250}):\d{1,9}$/
/** "net.c:204:test_set_invalid:Expected -1 (-1) == ret (0)" of kselftest_harness.h. */
const HARNESS = /^([^: ]{1,200}):\d{1,9}:([^: ]{1,200}):(.+)$/
/** KUnit's "case: try faulted: last line seen lib/list-test.c:12" and the like. */
const KUNIT_ABORTED =
  /^(?:[^: ]{1,256}: )?((?:try faulted|try timed out|test case timed out|failed to initialize|kunit test case crashed|internal error occurred).*)$/
const FAILURE = /\bfail(?:ed|ure|s)?\b|\berror\b|expected|^Bail out!/i
const SUMMARY = /^(?:\S{1,256}: )?(?:Totals|FAILED|PASSED|pass|passed):/

function assertionIn(lines: readonly string[]): string | undefined {
  for (const [index, line] of lines.entries()) {
    const [, kind, file = ''] = KUNIT.exec(line) ?? []
    if (kind !== undefined) return normalise(`${kind} FAILED at ${sourcePath(file)}${expression(lines[index + 1])}`)
    const [, source = '', name, words = ''] = HARNESS.exec(line) ?? []
    if (name !== undefined) return normalise(`${sourcePath(source)}: ${name}: ${words.replace(VALUE, '')}`)
    const [, aborted] = KUNIT_ABORTED.exec(line) ?? []
    if (aborted !== undefined) return normalise(aborted)
  }
  return undefined
}

/** Values that the harness prints behind an expression. */
const VALUE = / \((?:-?\d{1,20}|0x[0-9a-f]{1,16}|\(null\))\)/gi

/** Returns the line behind the first of KUnit's, with what was expected or the test's message. */
function expression(line: string | undefined): string {
  if (line === undefined || /^[^: ]{1,256}: /.test(line)) return ''
  const values = line.startsWith('Expected ') ? line.indexOf(', but') : -1
  return `: ${values < 0 ? line : line.slice(0, values)}`
}
