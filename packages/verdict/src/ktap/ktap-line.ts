import { kept } from './ktap-limits.ts'
import type { KtapStatus } from './ktap-result.ts'

/** What one line of KTAP says, without its indentation. */
export type KtapLine =
  | { readonly kind: 'version'; readonly ktap: boolean }
  | PlanLine
  | { readonly kind: 'subtest'; readonly name: string }
  | { readonly kind: 'selftest'; readonly name: string }
  | ResultLine
  | { readonly kind: 'bail-out'; readonly reason: string }
  | { readonly kind: 'diagnostic'; readonly text: string }

export interface PlanLine {
  readonly kind: 'plan'
  readonly planned: number
  /** Why nothing is planned. */
  readonly skipReason?: string
}

export interface ResultLine {
  readonly kind: 'result'
  /** Undefined where the line has no number, as TAP allows, but not KTAP. */
  readonly number?: number
  /** The number has the form of kselftest before Linux 5.2: `1..3`. */
  readonly ranged?: true
  readonly name: string
  readonly status: KtapStatus
  readonly reason?: string
}

const NAME_LIMIT = 256

const VERSION = /^(K?)TAP version \d{1,3}$/
const PLAN = /^1\.\.(\d{1,9})(?:[ \t]{0,8}#(.*))?$/
const SUBTEST = /^# Subtest: ?(.*)$/
const SELFTEST = /^# (selftests: [^ :]{1,200}: .{1,200})$/
// Kernels from 4.18 to 5.1 print "ok 1..3 selftests: size: get_size [PASS]".
const RESULT = /^(not )?ok (1\.\.)?(\d{1,9})(?:[ \t](.*))?$/
const RESULT_WITHOUT_NUMBER = /^(not )?ok - (.*)$/
const BRACKETED = / \[(PASS|FAIL|SKIP)\]$/
const BAIL_OUT = /^Bail out!(.*)$/

/** Returns what a line says; undefined where it is none of KTAP. */
export function readKtapLine(text: string): KtapLine | undefined {
  switch (text.charAt(0)) {
    case 'K':
    case 'T': {
      const version = VERSION.exec(text)
      return version ? { kind: 'version', ktap: version[1] === 'K' } : undefined
    }
    case '1':
      return readPlan(text)
    case '#':
      return readComment(text)
    case 'o':
    case 'n':
      return readResult(text)
    case 'B': {
      const bailOut = BAIL_OUT.exec(text)
      return bailOut ? { kind: 'bail-out', reason: kept(bailOut[1]?.trim() ?? '', NAME_LIMIT) } : undefined
    }
    default:
      return undefined
  }
}

function readPlan(text: string): KtapLine | undefined {
  const plan = PLAN.exec(text)
  if (!plan) return undefined
  const [, planned = '', comment] = plan
  // "1..3 # SKIP" is none of TAP's forms: what is planned has to be seen.
  if (Number(planned) > 0 || comment === undefined) return { kind: 'plan', planned: Number(planned) }
  return {
    kind: 'plan',
    planned: 0,
    skipReason: kept(
      comment
        .trim()
        .replace(/^SKIP(?:PED)?\b:?/i, '')
        .trim(),
      NAME_LIMIT,
    ),
  }
}

function readComment(text: string): KtapLine {
  const subtest = SUBTEST.exec(text)
  if (subtest) return { kind: 'subtest', name: nameOf(subtest[1] ?? '') }
  const selftest = SELFTEST.exec(text)
  if (selftest) return { kind: 'selftest', name: nameOf(selftest[1] ?? '') }
  return { kind: 'diagnostic', text: text.slice(1).trim() }
}

function readResult(text: string): ResultLine | undefined {
  const numbered = RESULT.exec(text)
  if (numbered) {
    const [, not, range, number, words = ''] = numbered
    return {
      kind: 'result',
      number: Number(number),
      ...(range === undefined ? {} : { ranged: true as const }),
      ...describe(words.trim().replace(/^-(?: |$)/, ''), not === undefined),
    }
  }
  const [whole, not, words = ''] = RESULT_WITHOUT_NUMBER.exec(text) ?? []
  return whole === undefined ? undefined : { kind: 'result', ...describe(words, not === undefined) }
}

// `\#` belongs to the name, as does a `#` without a blank in front of it.
const COMMENT = /(?:^|[ \t])#(?=[ \t]|$|(?:SKIP|TODO|XFAIL|XPASS|TIMEOUT|ERROR)\b)/
const LATER_DIRECTIVE = /[ \t]#[ \t]*(?=(?:SKIP|TODO|XFAIL|TIMEOUT)\b)/

function describe(words: string, ok: boolean): { name: string; status: KtapStatus; reason?: string } {
  const bracketed = BRACKETED.exec(words)
  const described = bracketed ? words.slice(0, bracketed.index) : words
  const at = COMMENT.exec(described)
  const said: KtapStatus = ok ? 'passed' : 'failed'
  if (!at) return { name: nameOf(described), status: bracketed?.[1] === 'SKIP' ? 'skipped' : said }
  const { status, reason } = readDirective(described.slice(at.index + at[0].length).trim(), ok)
  // kselftest.h prints "ok 3 # SKIP the test's name".
  const name = nameOf(described.slice(0, at.index)) || nameOf(reason)
  return { name, status, ...(reason === '' ? {} : { reason: kept(reason, NAME_LIMIT) }) }
}

const SKIP = /^SKIP(?:PED)?\b:?/
const SKIP_OF_OK = /^skip(?:ped)?\b:?/i
const TODO = /^TODO\b:?/
const TODO_OF_OK = /^todo\b:?/i
const XFAIL = /^XFAIL\b:?/
const TIMEOUT = /^TIMEOUT\b:?/

/**
 * Reads the directive of a result. A word in lower case turns no failure into anything else: "not
 * ok 2 count # skip was 3" is a failure.
 */
function readDirective(comment: string, ok: boolean): { status: KtapStatus; reason: string } {
  const later = ok ? LATER_DIRECTIVE.exec(comment) : null
  const words = later ? comment.slice(later.index + later[0].length) : comment
  const rows: readonly (readonly [RegExp, KtapStatus])[] = [
    [ok ? SKIP_OF_OK : SKIP, 'skipped'],
    [ok ? TODO_OF_OK : TODO, 'todo'],
    [XFAIL, 'expected-failure'],
    [TIMEOUT, 'timeout'],
  ]
  for (const [pattern, status] of rows) {
    const found = pattern.exec(words)
    if (found) return { status, reason: words.slice(found[0].length).trim() }
  }
  // XPASS, ERROR and what is unknown say nothing that "ok" and "not ok" do not.
  return { status: ok ? 'passed' : 'failed', reason: comment }
}

const nameOf = (words: string): string => kept(words.trim().replaceAll('\\#', '#'), NAME_LIMIT)
