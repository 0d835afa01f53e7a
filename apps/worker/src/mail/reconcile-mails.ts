import type { MailOptions } from './mail-options.ts'
import { holdAbandonedMails } from './send-one-mail.ts'

// What ended before and was never considered is no news any more.
const NEWS_HOURS = 24

/**
 * Enqueues what there is to tell, and what waits to be sent: nobody else has to remember that a
 * bisection ended or was marked.
 */
export async function reconcileMails(options: MailOptions): Promise<void> {
  const { store, queue, surroundings, settings } = options
  const now = surroundings.now()
  await holdAbandonedMails(options)
  const since = new Date(now.getTime() - NEWS_HOURS * 3600_000)
  if (settings.policy !== 'off') for (const id of await store.mails.toPlan(since)) await queue.planMails(id)
  for (const id of await store.mails.due(now)) await queue.sendMail(id, 0)
}
