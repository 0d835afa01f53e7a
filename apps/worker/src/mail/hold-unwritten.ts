import { addMail } from './add-mail.ts'
import type { MailOptions } from './mail-options.ts'

/**
 * Stores a held mail without text or recipients for a bisection whose mail no worker could write,
 * so that it is neither lost nor tried for ever. Reads as little as possible: what the mail would
 * be made of may be what ended the workers.
 * @param deaths how many of them died at it
 */
export async function holdUnwritten(options: MailOptions, bisectionId: string, deaths: number): Promise<void> {
  const due = await options.store.mails.unwritten(bisectionId)
  if (!due) return
  const { kind, finding, title } = due
  await addMail(options, {
    ...{ bisectionId, finding, kind, state: 'held', recipients: [], inReplyTo: null, subject: title },
    reason:
      `Held: ${deaths} workers died, or stopped answering, while they wrote this mail. It was not sent, and has neither text nor ` +
      'recipients. Look for the reason in the log of the coordinator and in the kernel log of its host; copy the report from the ' +
      'page of the bisection, then discard this mail.',
    text: `${title}\n\n${options.surroundings.pageUrl(bisectionId)}\n`,
  })
}
