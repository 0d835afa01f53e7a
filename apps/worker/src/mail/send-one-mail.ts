import { setTimeout as sleep } from 'node:timers/promises'
import type { Bisection, Mail } from '@kbisect/contracts'
import { type MailAnswer, reportTitle, sendMail } from '@kbisect/reports'
import { type MailConclusion, type MailInHand, StoreUnavailable } from '@kbisect/store'
import { MOST_DEATHS } from '../most-deaths.ts'
import type { MailOptions } from './mail-options.ts'

const MINUTE = 60
/** Seconds to wait after each attempt; about two days in all. */
const DELAYS = [5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 4 * 60 * MINUTE, 12 * 60 * MINUTE, 24 * 60 * MINUTE]

/**
 * Longer than an attempt can take, with storing what came of it: one that was taken before that has
 * no worker any more.
 */
const ABANDONED_SECONDS = 15 * MINUTE

/**
 * Milliseconds before each further try to store what came of an attempt, while the database does
 * not answer: six minutes in all.
 */
const STORE_AGAIN = [1, 2, 5, 10, 20, 30, 60, 60, 60, 60, 60].map((seconds) => seconds * 1000)

const MAYBE =
  'it may have been sent: look for its Message-ID in the log of the mail server or in the archive of the list, then send or discard it'

/**
 * Hands a mail over, at most once. Everything that it takes is read first, so that a database that
 * does not answer then only delays it. The mail is taken right before it is handed over; of a
 * worker that dies before it let go, and of a connection that breaks in the middle, a person
 * decides, as only the mail server can show whether it has the mail.
 * @param deaths how many workers died at this mail before they took it; after five it is held
 */
export async function sendOneMail(options: MailOptions, id: string, deaths = 0): Promise<void> {
  const { store, settings, surroundings } = options
  // First of all: whatever is read of it may be what ended them.
  if (deaths >= MOST_DEATHS) return void (await store.mails.hold(id, deadlyWords(deaths)))
  const waiting = await store.mails.find(id)
  if (waiting?.state !== 'waiting') return
  const { smtpUrl, from } = settings
  if (smtpUrl === undefined)
    return void (await store.mails.hold(id, 'Held: there is no mail server (KBISECT_SMTP_URL).'))
  const bisection = await store.bisections.detail(waiting.bisectionId)
  const outdated = outdatedWords(waiting, bisection)
  if (outdated !== undefined) return void (await store.mails.hold(id, outdated))
  const now = surroundings.now()
  const mail = await store.mails.take(id, now)
  if (!mail) return
  const message = { ...mail, smtpUrl, from, date: now, tree: bisection?.tree ?? '' }
  const answer = await sendMail(message).catch(notBegun)
  const conclusion = judge(answer, mail, surroundings.now())
  const words = wordsFor(conclusion, answer, mail)
  const isStored = await persistently(options, () => store.mails.conclude(mail, conclusion, words))
  const { nextAttemptAt } = conclusion
  if (isStored && nextAttemptAt) await options.queue.sendMail(id, (nextAttemptAt.getTime() - now.getTime()) / 1000)
}

const deadlyWords = (deaths: number): string =>
  `Held: ${deaths} workers died, or stopped answering, before they handed this mail over. ` +
  'It was not sent. Look for the reason in the log of the coordinator and in the kernel log of its host, then send it again.'

/** What is thrown comes before the server is asked, as of a message that cannot be written. */
const notBegun = (error: Error): MailAnswer => ({ kind: 'refused', words: `it could not be written: ${error.message}` })

/**
 * Tries again while the database does not answer: what the mail server said is known here alone.
 */
async function persistently<T>({ pause = sleep }: Pick<MailOptions, 'pause'>, store: () => Promise<T>): Promise<T> {
  for (const milliseconds of STORE_AGAIN) {
    try {
      return await store()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(milliseconds)
    }
  }
  return await store()
}

/**
 * Why a mail no longer says what its bisection found; undefined while it does. A result that was
 * decided again may be less certain: what was written of a confirmed culprit must not go out when
 * the culprit is probable.
 */
function outdatedWords({ kind, subject }: Mail, bisection: Bisection | undefined): string | undefined {
  if (kind === 'fixed' || bisection === undefined) return undefined
  if (bisection.state !== 'finished')
    return 'Held: the bisection is being decided again; wait for its result, then look whether this mail still agrees with it.'
  const agrees = kind === 'report' ? reportTitle(bisection) === subject : bisection.result?.culprit
  if (agrees) return undefined
  return 'Held: the result of the bisection has changed since this mail was written; discard it, and copy the report from the page.'
}

/** Holds the mails that a worker had in hand when it died, or lost the database for good. */
export async function holdAbandonedMails({ store, surroundings }: MailOptions): Promise<void> {
  const before = new Date(surroundings.now().getTime() - ABANDONED_SECONDS * 1000)
  const reason = `Held: a worker ended while it handed this mail over, or could not store what came of it; ${MAYBE}.`
  await store.mails.holdAbandoned(before, reason)
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
