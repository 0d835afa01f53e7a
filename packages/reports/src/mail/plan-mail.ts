import type { Recipient } from '@kbisect/contracts'
import type { ReportUrls } from '../report-input.ts'
import { parseSender } from '../text/addresses.ts'
import { chooseRecipients, GETS_EVERY_REPORT, MOST_RECIPIENTS } from './choose-recipients.ts'
import { uniqueRecipients } from './commit-people.ts'
import { deadLinks } from './dead-links.ts'
import { type MailedResult, unproved } from './failed-checks.ts'

/** Whom to write to besides the fixed addresses. */
export interface People {
  readonly recipients: readonly Recipient[]
  /** What could not be found out and matters less, e.g. that the tree has no get_maintainer.pl. */
  readonly note?: string
  /** Why the people of the commit are not known. */
  readonly unknown?: string
}

export interface MailPlanInput {
  readonly policy: 'fixed' | 'people'
  /** Addresses that get every report. */
  readonly to: readonly string[]
  readonly from: string
  /** What the mail links to. */
  readonly urls: Pick<ReportUrls, 'page' | 'reads'>
  /** Whether a mail server is known. */
  readonly hasServer: boolean
  readonly result: MailedResult
  /** Asked unless the policy is `fixed`. */
  readonly people: People
}

export interface MailPlan {
  readonly state: 'held' | 'waiting'
  /** Why it is held, or why it goes out. */
  readonly reason: string
  readonly recipients: readonly Recipient[]
}

/**
 * Who gets a report, and whether it goes out by itself. To strangers it does when every check
 * passed alone; what is held says why, and a person decides. At most 30 get it: where more are
 * named, a person sees who was kept.
 */
export function planMail(input: MailPlanInput): MailPlan {
  const { policy, to, from, people } = input
  const ours = parseSender(from).address
  const fixed = to.map((address): Recipient => ({ address, name: null, field: 'to', reason: GETS_EVERY_REPORT }))
  const all = uniqueRecipients([...fixed, ...(policy === 'fixed' ? [] : people.recipients)], ours)
  const recipients = chooseRecipients(all)
  const obstacles = [...obstaclesOf(input, recipients), ...tooMany(all, recipients)]
  const note = policy !== 'fixed' && people.note ? ` ${people.note}` : ''
  if (obstacles.length > 0) return { state: 'held', reason: `Held: ${obstacles.join('; ')}.${note}`, recipients }
  const why =
    policy === 'fixed'
      ? 'Reports go to the addresses of KBISECT_MAIL_TO.'
      : 'Every check passed, so that the people of the commit are told.'
  return { state: 'waiting', reason: `${why}${note}`, recipients }
}

function tooMany(all: readonly Recipient[], kept: readonly Recipient[]): string[] {
  if (all.length === kept.length) return []
  return [
    `${all.length} recipients are named, and a mail goes to ${MOST_RECIPIENTS} at most: author, committer, maintainers and lists were kept first`,
  ]
}

function obstaclesOf(input: MailPlanInput, recipients: readonly Recipient[]): string[] {
  const { policy, hasServer, result, people, urls } = input
  const forOthers = [unproved(result), deadLinks(urls), people.unknown].filter((one) => one !== undefined)
  return [
    ...(policy === 'people' ? forOthers : []),
    ...(hasServer ? [] : ['there is no mail server (KBISECT_SMTP_URL)']),
    ...(recipients.length === 0 ? ['there is nobody to send it to (KBISECT_MAIL_TO)'] : []),
  ]
}
