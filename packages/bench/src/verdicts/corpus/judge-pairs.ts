import type { NamedEntry } from '@kbisect/verdict'

/** Pairs of failures, and how many of them are judged wrongly. */
export interface Pairs {
  readonly pairs: number
  readonly wrong: number
}

/** How a rule that knows equal failures by equal signatures does on all pairs of failures. */
export function judgePairs(
  entries: readonly NamedEntry[],
  signatureOf: (console: Uint8Array) => string,
): { readonly merges: Pairs; readonly splits: Pairs } {
  const failures = entries
    .filter(({ entry }) => entry.expected.result === 'failed')
    .map(({ entry }) => ({ group: entry.expected.group, signature: signatureOf(entry.console) }))
  const merges = { pairs: 0, wrong: 0 }
  const splits = { pairs: 0, wrong: 0 }
  for (const [index, one] of failures.entries()) {
    for (const other of failures.slice(index + 1)) {
      const alike = one.group === other.group
      const tally = alike ? splits : merges
      tally.pairs++
      if (alike !== (one.signature === other.signature)) tally.wrong++
    }
  }
  return { merges, splits }
}
