import type { Bisection } from '@kbisect/contracts'
import { type MailAnswer, reportTitle, sendMail } from '@kbisect/reports'
import type { MailConclusion, MailInHand } from '@kbisect/store'
import type { MailOptions } from './mail-options.ts'

const MINUTE = 60
/** Seconds to wait after each attempt; about two days in all. */
const DELAYS = [5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 4 * 60 * MINUTE, 12 * 60 * MINUTE, 24 * 60 * MINUTE]

/** Longer than an attempt can take: one that was taken before that has nobody who works on it. */
const ABANDONED_SECONDS = 15 * MINUTE

const MAYBE =
  'it may have been sent: look for its Message-ID in the log of the mail server or in the archive of the list, then send or discard it'

/**
 * Hands a mail over, at most once. It is taken in the database first; of a worker that dies before it let go, and of a connection that
 * breaks in the middle, a person decides, for only the mail server knows whether it has the mail.
 */
export async function sendOneMail(options: MailOptions, id: string): Promise<void> {
  const { store, settings, surroundings } = options
  const now = surroundings.now()
  const mail = await store.mails.take(id, now)
  if (!mail) return
  const { smtpUrl, from } = settings
  if (smtpUrl === undefined) {
    const reason = 'Held: there is no mail server (KBISECT_SMTP_URL).'
    return await conclude(options, mail, { state: 'held', reason }, reason)
  }
  const bisection = await store.bisections.detail(mail.bisectionId)
  const outdated = outdatedWords(mail, bisection)
  if (outdated !== undefined) return await conclude(options, mail, { state: 'held', reason: outdated }, outdated)
  const answer = await sendMail({ ...mail, smtpUrl, from, date: now, tree: bisection?.tree ?? '' })
  const conclusion = judge(answer, mail, surroundings.now())
  await conclude(options, mail, conclusion, wordsFor(conclusion, answer, mail))
  const { nextAttemptAt } = conclusion
  if (nextAttemptAt) await options.queue.sendMail(id, (nextAttemptAt.getTime() - now.getTime()) / 1000)
}

/**
 * Why a mail no longer says what its bisection found; undefined while it does. A result that was decided again may be less certain: what
 * was written of a confirmed culprit must not go out when the culprit is probable.
 */
function outdatedWords({ kind, subject }: MailInHand, bisection: Bisection | undefined): string | undefined {
  if (kind === 'fixed' || bisection === undefined) return undefined
  if (bisection.state !== 'finished')
    return 'Held: the bisection is being decided again; wait for its result, then look whether this mail still agrees with it.'
  const agrees = kind === 'report' ? reportTitle(bisection) === subject : bisection.result?.culprit
  if (agrees) return undefined
  return 'Held: the result of the bisection has changed since this mail was written; discard it, and copy the report from the page.'
}

/** Mails that a worker had in hand when it died are held. */
export async function holdAbandonedMails(options: MailOptions): Promise<void> {
  const { store, surroundings } = options
  const before = new Date(surroundings.now().getTime() - ABANDONED_SECONDS * 1000)
  for (const id of await store.mails.abandoned(before)) {
    const mail = await store.mails.find(id)
    const reason = `Held: a worker ended while it handed this mail over; ${MAYBE}.`
    if (mail) await conclude(options, mail, { state: 'held', reason }, reason)
  }
}

function judge(answer: MailAnswer, { attempts }: MailInHand, now: Date): MailConclusion {
  const error = answer.words
  switch (answer.kind) {
    case 'sent':
      return { state: 'sent', error, sentAt: now }
    case 'refused':
      return { state: 'failed', error }
    case 'unknown':
      return { state: 'held', error, reason: `Held: the connection to the mail server broke in the middle; ${MAYBE}.` }
    case 'try-again': {
      const delay = DELAYS[attempts - 1]
      if (delay === undefined) return { state: 'failed', error: `${error}; given up after ${attempts} attempts` }
      return { state: 'waiting', error, nextAttemptAt: new Date(now.getTime() + delay * 1000) }
    }
  }
}

/** For the history of the bisection; undefined: that it is tried again is no news. */
function wordsFor({ state, reason, error }: MailConclusion, answer: MailAnswer, mail: MailInHand): string | undefined {
  if (state === 'sent')
    return `Sent to ${mail.recipients.length} recipients: ${mail.subject}${error ? ` (${error})` : ''}.`
  if (state === 'failed') return `"${mail.subject}" could not be sent: ${error}.`
  return state === 'held' ? `${reason} ${answer.words ?? ''}`.trim() : undefined
}

async function conclude(
  { store }: MailOptions,
  { id, bisectionId, kind }: Pick<MailInHand, 'id' | 'bisectionId' | 'kind'>,
  conclusion: MailConclusion,
  words: string | undefined,
): Promise<void> {
  await store.mails.conclude(id, conclusion)
  if (words === undefined) return
  await store.bisections.addEvent(bisectionId, 'mail', words, { mailId: id, kind, state: conclusion.state })
}
