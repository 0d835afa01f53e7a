import MailComposer from 'nodemailer/lib/mail-composer'
import { oneLine } from '../layout.ts'
import { parseSender } from './addresses.ts'

/** All that a mail consists of. */
export interface MailMessage {
  readonly from: string
  readonly recipients: readonly {
    readonly address: string
    readonly name: string | null
    readonly field: 'to' | 'cc'
  }[]
  readonly subject: string
  readonly text: string
  /** With its angle brackets, as `inReplyTo`. */
  readonly messageId: string
  readonly inReplyTo: string | null
  readonly date: Date
  readonly tree: string
  readonly bisectionId: string
}

/** The bytes of a mail: plain text whose lines stay as they are, as lists of kernel developers want it. */
export async function mailBytes(message: MailMessage): Promise<Buffer> {
  const { from, recipients, subject, text, messageId, inReplyTo, date, tree, bisectionId } = message
  const those = (field: 'to' | 'cc') =>
    recipients.filter((one) => one.field === field).map(({ address, name }) => ({ address, name: oneLine(name ?? '') }))
  const { address, name } = parseSender(from)
  const composer = new MailComposer({
    from: { address, name: name ?? '' },
    to: those('to'),
    cc: those('cc'),
    subject: oneLine(subject),
    text,
    messageId,
    ...(inReplyTo === null ? {} : { inReplyTo, references: [inReplyTo] }),
    date,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Kbisect-Tree': oneLine(tree),
      'X-Kbisect-Bisection': bisectionId,
    },
    // The text is never a name of a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  })
  return await composer.compile().build()
}
