const FAILURE =
  /Kernel panic|Internal error|BUG:|Oops|Unable to handle|general protection fault|KASAN|UBSAN|WARNING: CPU|error:|\*\*\* \[/
// What registers and page tables held says little to a reader of mail, and pushes the call trace out of the excerpt.
const DUMP =
  /^(?:[xr]\d{1,2}\s*:|sp\s*:|pstate:|psr:|Flags:|Control:|Register r\d+|R[A-Z0-9]{2}:|[DEFG]S:|C[RS]\d?:|PKRU:|Mem abort|Data abort|\s+(?:ESR|EC|SET|EA|FSC|ISV|CM|FS)\s*[=:]|(?:swapper|user) pgtable|\[[0-9a-f]{8,}\] (?:pgd|\*pgd)|Code:|Modules linked in)/
const TIME = /^\[\s*\d+\.\d+\](?:\[[^\]]*\])? ?/
const BEFORE = 4
const LINES = 30
const LAST_LINES = 15

/** The lines of a log around its first sign of failure, without times and register dumps; its last lines when there is none. */
export function logExcerpt(log: string): string {
  const lines = log
    .trimEnd()
    .split(/\r*\n/)
    .map((line) => line.replace(TIME, ''))
    .filter((line) => !DUMP.test(line))
  const at = lines.findIndex((line) => FAILURE.test(line))
  if (at < 0) return lines.slice(-LAST_LINES).join('\n')
  const first = Math.max(0, at - BEFORE)
  return lines.slice(first, first + LINES).join('\n')
}
