const FAILURE =
  /Kernel panic|Internal error|BUG:|Oops|Unable to handle|general protection fault|KASAN|UBSAN|WARNING: CPU|error:|\*\*\* \[/
const BEFORE = 4
const LINES = 30
const LAST_LINES = 15

/** The lines of a log around its first sign of failure; its last lines when there is none. */
export function logExcerpt(log: string): string {
  const lines = log.trimEnd().split(/\r*\n/)
  const at = lines.findIndex((line) => FAILURE.test(line))
  if (at < 0) return lines.slice(-LAST_LINES).join('\n')
  const first = Math.max(0, at - BEFORE)
  return lines.slice(first, first + LINES).join('\n')
}
