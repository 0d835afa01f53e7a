import type { Recipient } from '@kbisect/contracts'
import { linesOf } from '@kbisect/text'
import { isRead, type Mailbox, parseMailbox } from '../text/addresses.ts'
import { COMMITTED, LISTED, WROTE } from './choose-recipients.ts'

/** What is asked of a commit. */
export interface CommitOfPeople {
  readonly authorName: string
  readonly authorEmail: string
  readonly committerName: string
  readonly committerEmail: string
  readonly trailers: readonly { readonly key: string; readonly value: string }[]
}

// An ordinary commit names a dozen people. Trailers beyond these are neither read nor counted.
const MOST_TRAILERS = 1000
const MOST_REASONS = 8

const TRAILER =
  /^(?:(?:Acked|Reported|Reviewed|Tested|Signed-off)-(?:and-(?:Acked|Reported|Reviewed|Tested)-)?by|Co-developed-by)$/i

/**
 * Who had a part in a commit: the author and those who are named below its message, and the
 * committer in copy.
 */
export function commitPeople(commit: CommitOfPeople): Recipient[] {
  const person = (name: string, address: string) => parseMailbox(`${name.replace(/[<>]/g, '')} <${address}>`)
  const named = commit.trailers.filter(({ key }) => TRAILER.test(key)).slice(0, MOST_TRAILERS)
  return [
    ...told(person(commit.authorName, commit.authorEmail), 'to', WROTE),
    ...named.flatMap(({ key, value }) => told(parseMailbox(value), 'to', `${key} of the commit`)),
    ...told(person(commit.committerName, commit.committerEmail), 'cc', COMMITTED),
  ]
}

/**
 * Of what `scripts/get_maintainer.pl` printed: `address (role)` a line. Bounded, for it is a
 * program of the tree under test.
 */
export function maintainers(output: string): Recipient[] {
  return linesOf(output)
    .slice(0, MOST_MAINTAINERS)
    .flatMap((row) => {
      const mailbox = parseMailbox(row)
      const role = mailbox && roleIn(row.slice(row.indexOf(mailbox.address) + mailbox.address.length).trimEnd())
      return told(mailbox, 'cc', `${LISTED}${role?.slice(0, 200) ?? 'listed'}`)
    })
}

const MOST_MAINTAINERS = 100

/** What stands in the parentheses that end a text. */
function roleIn(text: string): string | undefined {
  const open = text.indexOf('(')
  return open >= 0 && open < text.length - 2 && text.endsWith(')') ? text.slice(open + 1, -1) : undefined
}

const told = (mailbox: Mailbox | undefined, field: Recipient['field'], reason: string): Recipient[] =>
  mailbox ? [{ ...mailbox, field, reason }] : []

/**
 * Each address once, in the order in which they come: where it is wanted in To and in Cc, in To,
 * with all reasons. Those whom nobody reads, and our own, are left out.
 */
export function uniqueRecipients(all: readonly Recipient[], ourAddress: string): Recipient[] {
  const byAddress = new Map<string, Recipient>()
  for (const one of all) {
    const key = one.address.toLowerCase()
    if (!isRead(one) || key === ourAddress.toLowerCase()) continue
    const known = byAddress.get(key)
    byAddress.set(key, known ? merge(known, one) : one)
  }
  return [...byAddress.values()].sort((a, b) => Number(a.field === 'cc') - Number(b.field === 'cc'))
}

function merge(a: Recipient, b: Recipient): Recipient {
  const known = a.reason.split('; ')
  const reasons = known.includes(b.reason) || known.length >= MOST_REASONS ? a.reason : `${a.reason}; ${b.reason}`
  return { ...a, name: a.name ?? b.name, field: a.field === 'to' ? 'to' : b.field, reason: reasons }
}
