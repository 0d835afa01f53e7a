/** What most scripts look for in a console. */
const MARKS =
  /Kernel panic|Internal error|Oops|BUG|WARNING|Unable to (?:handle|mount)|general protection|divide error|INFO: (?:rcu|task)|self-detected stall|soft lockup|LOCKUP|UBSAN|KASAN|invalid opcode|Out of memory|No working init|Attempted to kill init/

/**
 * A signature as one makes it without further thought: the first line that looks like a failure,
 * its numbers masked; the last line of a console that has none. Failures with equal ones count as
 * the same.
 */
export function firstLineSignature(console: Uint8Array): string {
  const lines = new TextDecoder()
    .decode(console)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const line = lines.find((one) => MARKS.test(one)) ?? lines.at(-1) ?? ''
  return line
    .replace(/^(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? */, '')
    .replace(/0x[0-9a-f]+|\b[0-9a-f]{8,16}\b|\d+/gi, 'N')
    .trim()
}
