import MailComposer from 'nodemailer/lib/mail-composer'
import { parseSender } from '../text/addresses.ts'
import { oneLine } from '../text-format.ts'

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

// What every mail server carries as it is (RFC 5321 and 5322: 998 characters a line).
const ASCII = /^[\t\n\x20-\x7e]*$/
const LONGEST_LINE = 998

/**
 * The bytes of a mail: plain text whose lines stay as they are, as lists of kernel developers want
 * it. Text of ASCII is not encoded, also where links make lines long, so that it can be read in
 * every archive; other text is quoted-printable.
 */
export async function mailBytes(message: MailMessage): Promise<Buffer> {
  const { text } = message
  const isPlain = ASCII.test(text) && text.split('\n').every((line) => line.length <= LONGEST_LINE)
  if (!isPlain) return await compile(message, text).build()
  // The library would encode it for one line of more than 76 characters: it makes the headers, for
  // a text that is short.
  const headers = compile(message, 'short\n').buildHeaders()
  return Buffer.from(`${headers}\r\n\r\n${text.replaceAll('\n', '\r\n')}`)
}

function compile(message: MailMessage, text: string) {
  const { from, recipients, subject, messageId, inReplyTo, date, tree, bisectionId } = message
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
  return composer.compile()
}
