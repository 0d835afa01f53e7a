import type { Bisection, BisectionResult, CommitSummary, Mail } from '@kbisect/contracts'
import { domainOf, parseSender } from '@kbisect/reports'
import type { NewMail } from '@kbisect/store'
import type { MailOptions } from './mail-options.ts'

/** A bisection that found a culprit. */
export interface Found {
  readonly bisection: Bisection
  readonly result: BisectionResult
  readonly culprit: CommitSummary
}

const NAMES: Record<Mail['kind'], string> = { report: 'A report', 'follow-up': 'A follow-up', fixed: 'A closing mail' }

/** Keeps a mail, says so, and has it sent where it needs no person. */
export async function addMail(
  { store, queue, settings, surroundings }: MailOptions,
  mail: Omit<NewMail, 'messageId'>,
): Promise<void> {
  const domain = domainOf(parseSender(settings.from).address)
  const messageId = `<${surroundings.newId()}.kbisect@${domain}>`
  const { kind, state, reason, recipients } = mail
  const fate = state === 'held' ? 'waits for a person' : `goes to ${recipients.length} recipients`
  const message = `${NAMES[kind]} ${fate}. ${reason}`
  const id = await store.mails.add({ ...mail, messageId }, surroundings.now(), message)
  if (id !== undefined && state === 'waiting') await queue.sendMail(id, 0)
}
