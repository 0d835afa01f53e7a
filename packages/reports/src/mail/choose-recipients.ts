import type { Recipient } from '@kbisect/contracts'

/** The most that one mail goes to: the author of a commit chooses the addresses in it. */
export const MOST_RECIPIENTS = 30

export const GETS_EVERY_REPORT = 'KBISECT_MAIL_TO: gets every report'
export const WROTE = 'wrote the commit'
export const COMMITTED = 'committed it'
export const LISTED = 'get_maintainer.pl: '

/** Which recipients are kept first, by reason. Of several reasons the best one counts. */
const ORDER: readonly RegExp[] = [
  new RegExp(`^${GETS_EVERY_REPORT}$`),
  new RegExp(`^${WROTE}$`),
  new RegExp(`^${COMMITTED}$`),
  new RegExp(`^${LISTED}(?:chief )?(?:maintainer|supporter|odd fixer)`),
  new RegExp(`^${LISTED}.{0,40}list\\b`),
  new RegExp(`^${LISTED}`),
  /^(?:Signed-off-by|Co-developed-by)/i,
  /^Reported-/i,
  /^(?:Tested|Reviewed)-/i,
]

function rankOf({ reason }: Recipient): number {
  const ranks = reason.split('; ').map((one) => ORDER.findIndex((pattern) => pattern.test(one)))
  return Math.min(...ranks.map((rank) => (rank < 0 ? ORDER.length : rank)))
}

/**
 * Returns those whom a mail goes to, at most {@link MOST_RECIPIENTS}, or as many as the operator
 * names, in the order in which they came. Kept first are the operator's addresses, then author,
 * committer, maintainers, lists, reviewers that the tree names, who signed it off, reported it,
 * tested or reviewed it, and who acknowledged it last.
 */
export function chooseRecipients(all: readonly Recipient[]): Recipient[] {
  const ranked = all.map((recipient, at) => ({ recipient, at, rank: rankOf(recipient) }))
  const most = Math.max(MOST_RECIPIENTS, ranked.filter(({ rank }) => rank === 0).length)
  return ranked
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, most)
    .sort((a, b) => a.at - b.at)
    .map(({ recipient }) => recipient)
}
