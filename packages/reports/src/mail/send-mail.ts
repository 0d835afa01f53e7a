import { Readable } from 'node:stream'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { parseSender } from '../text/addresses.ts'
import { oneLine } from '../text-format.ts'
import { type MailMessage, mailBytes } from './mail-message.ts'

export interface MailToSend extends MailMessage {
  readonly smtpUrl: string
  /** Seconds after which it is given up; default five minutes. */
  readonly deadlineSeconds?: number
}

/**
 * What came of handing a mail to the mail server; `words` are the server's where it said something.
 */
export type MailAnswer =
  /** `words`: whom the server did not take, if any. */
  | { readonly kind: 'sent'; readonly words: string | null }
  /** The server has not taken it. */
  | { readonly kind: 'try-again'; readonly words: string }
  | { readonly kind: 'refused'; readonly words: string }
  /** The connection ended after the message had begun: the server may have taken it. */
  | { readonly kind: 'unknown'; readonly words: string }

interface SmtpError extends Error {
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  readonly code?: string | undefined
}

const SECOND = 1000
const LIMITS = { connectionTimeout: 30 * SECOND, greetingTimeout: 30 * SECOND, socketTimeout: 120 * SECOND }

/**
 * Hands a mail to the mail server, once. Never throws for what a server or the network did. The
 * connection is used directly, and not through a transport, because only so is it known whether the
 * message had begun when something went wrong.
 */
export async function sendMail(mail: MailToSend): Promise<MailAnswer> {
  const bytes = await mailBytes(mail)
  const { auth, ...options } = parseConnectionUrl(mail.smtpUrl)
  const connection = new SMTPConnection({ ...LIMITS, ...options })
  const timer = setTimeout(() => connection.close(), (mail.deadlineSeconds ?? 300) * SECOND)
  let begun = false
  // Read for the first time when the server has said that it wants the message.
  const message = Readable.from(
    (function* () {
      begun = true
      yield bytes
    })(),
  )
  const broken = new Promise<never>((_, reject) => {
    // Also of what comes when nobody waits any more: an error without a listener would end the
    // process.
    connection.on('error', reject)
    connection.once('end', () => reject(new Error('the connection ended')))
  })
  broken.catch(() => {})
  try {
    await Promise.race([broken, greet(connection, auth)])
    return await Promise.race([broken, transfer(connection, mail, message)])
  } catch (error) {
    return judge(error as SmtpError, begun)
  } finally {
    clearTimeout(timer)
    connection.quit()
    // A server that never answers our farewell would keep the socket.
    setTimeout(() => connection.close(), 5 * SECOND).unref()
  }
}

async function greet(connection: SMTPConnection, auth: { user: string; pass: string } | undefined): Promise<void> {
  await new Promise<void>((done, failed) => connection.connect((error) => (error ? failed(error) : done())))
  if (!auth) return
  await new Promise<void>((done, failed) => connection.login(auth, (error) => (error ? failed(error) : done())))
}

async function transfer(connection: SMTPConnection, mail: MailToSend, message: Readable): Promise<MailAnswer> {
  const from = parseSender(mail.from).address
  const envelope = { from, to: mail.recipients.map(({ address }) => address) }
  return await new Promise((done, failed) => {
    connection.send(envelope, message, (error, info) => {
      if (error) return failed(error)
      const refused = (info?.rejectedErrors ?? []).map(wordsOf).join('; ')
      done({ kind: 'sent', words: refused === '' ? null : `not taken for everybody: ${refused}` })
    })
  })
}

function judge(error: SmtpError, begun: boolean): MailAnswer {
  const words = wordsOf(error)
  const { responseCode = 0, code } = error
  if (responseCode >= 500 || (responseCode === 0 && (code === 'EENVELOPE' || code === 'EMESSAGE'))) {
    return { kind: 'refused', words }
  }
  if (responseCode >= 400 || !begun) return { kind: 'try-again', words }
  return { kind: 'unknown', words }
}

const wordsOf = ({ message, response }: SmtpError): string => oneLine(response ?? message).slice(0, 500)
