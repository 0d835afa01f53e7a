// Of a build; what kernels say of themselves is known elsewhere.
const BUILD_ERROR = /\berror:|\*\*\* \[/
// What registers and page tables held says little to a reader of mail, and pushes the call trace
// out of the excerpt.
const DUMP =
  /^(?:[xr]\d{1,2}\s*:|sp\s*:|pstate:|psr:|Flags:|Control:|Register r\d+|R[A-Z0-9]{2}:|[DEFG]S:|C[RS]\d?:|PKRU:|Mem abort|Data abort|\s+(?:ESR|EC|SET|EA|FSC|ISV|CM|FS)\s*[=:]|(?:swapper|user) pgtable|\[[0-9a-f]{8,}\] (?:pgd|\*pgd)|Code:|Modules linked in)/
const TIME = /^\[\s*\d+\.\d+\](?:\[[^\]]*\])? ?/
const BEFORE = 4
const LINES = 30
const LAST_LINES = 15

/**
 * Returns a line of a console without the time, and the processor or task, that the kernel puts
 * before it.
 */
export const withoutStamp = (line: string): string => line.replace(TIME, '')

/**
 * Returns the index of the line that tells of the failure: of the console's report, else of the
 * compiler's first error.
 */
export function tellingLine(raw: readonly string[], failureAt: number | undefined): number | undefined {
  const at = failureAt ?? raw.findIndex((line) => BUILD_ERROR.test(line))
  return at < 0 ? undefined : at
}

/**
 * The lines of a log around its report of the failure, without times and register dumps; its last
 * lines when there is none.
 * @param raw of at most 4,096 characters each
 * @param failureAt index of the line that begins a console's report; undefined where none does, as
 * in the log of a build
 */
export function logExcerpt(raw: readonly string[], failureAt: number | undefined): string {
  const telling = tellingLine(raw, failureAt) ?? -1
  const lines = raw.map(withoutStamp)
  const shown = lines.flatMap((line, index) => (index === telling || !DUMP.test(line) ? [{ line, index }] : []))
  const at = shown.findIndex(({ index }) => index === telling)
  const first = Math.max(0, at - BEFORE)
  const excerpt = at < 0 ? shown.slice(-LAST_LINES) : shown.slice(first, first + LINES)
  return excerpt.map(({ line }) => line).join('\n')
}
