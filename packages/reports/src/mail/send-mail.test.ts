import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { type MailToSend, sendMail } from './send-mail.ts'

interface Received {
  readonly from: string
  readonly to: string[]
  readonly raw: string
}

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A real SMTP server on this host. */
async function serve(options: SMTPServerOptions = {}) {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', ...(options.onAuth ? [] : ['AUTH'])],
    allowInsecureAuth: true,
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        })
        if (options.onData) options.onData(stream, session, done)
        else done()
      })
    },
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  closing.push(() => new Promise((closed) => server.close(() => closed(undefined))))
  return { received, url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` }
}

const mail = (smtpUrl: string, changes: Partial<MailToSend> = {}): MailToSend => ({
  smtpUrl,
  from: 'kbisect <kbisect@example.org>',
  recipients: [
    { address: 'ann@example.org', name: 'Ann O. Author', field: 'to' },
    { address: 'linux-mm@kvack.org', name: null, field: 'cc' },
  ],
  subject: '[bisected] boot on arm64 in next: mm/cma: keep areas in a list',
  text: 'Since commit cccccccccccc kernels for arm64 do not boot.\n',
  messageId: '<m1.kbisect@example.org>',
  inReplyTo: null,
  date: new Date('2026-01-02T03:04:05Z'),
  tree: 'next',
  bisectionId: 'abcdefgh',
  ...changes,
})

const failing = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode })
const headersOf = (raw: string) => (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n')
const bodyOf = (raw: string) => raw.slice(raw.indexOf('\r\n\r\n') + 4)

/** Undoes quoted-printable, as every reader of mail does. */
function decoded(raw: string): string {
  const body = bodyOf(raw)
  if (!/^Content-Transfer-Encoding: quoted-printable$/m.test(headersOf(raw).join('\n')))
    return body.replaceAll('\r\n', '\n')
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n')
}

test('the mail has the headers that threads, lists and other machines need, and one plain text', async () => {
  const { received, url } = await serve()
  expect(await sendMail(mail(url))).toEqual({ kind: 'sent', words: null })
  const [{ from, to, raw }] = received as [Received]
  expect([from, to]).toEqual(['kbisect@example.org', ['ann@example.org', 'linux-mm@kvack.org']])
  expect(headersOf(raw)).toEqual(
    expect.arrayContaining([
      'From: kbisect <kbisect@example.org>',
      'To: "Ann O. Author" <ann@example.org>',
      'Cc: linux-mm@kvack.org',
      'Subject: [bisected] boot on arm64 in next: mm/cma: keep areas in a list',
      'Message-ID: <m1.kbisect@example.org>',
      'Date: Fri, 02 Jan 2026 03:04:05 +0000',
      'Auto-Submitted: auto-generated',
      'X-Kbisect-Tree: next',
      'X-Kbisect-Bisection: abcdefgh',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 7bit',
    ]),
  )
  expect(headersOf(raw).join('\n')).not.toMatch(/^(In-Reply-To|References):/m)
  expect(bodyOf(raw)).toBe('Since commit cccccccccccc kernels for arm64 do not boot.\r\n')
})

test('a reply names what it replies to', async () => {
  const { received, url } = await serve()
  await sendMail(mail(url, { inReplyTo: '<m0.kbisect@example.org>' }))
  expect(headersOf(received[0]?.raw ?? '')).toEqual(
    expect.arrayContaining(['In-Reply-To: <m0.kbisect@example.org>', 'References: <m0.kbisect@example.org>']),
  )
})

test('every line of the text stays as it is: long links, spaces at ends, dots, other scripts', async () => {
  const { received, url } = await serve()
  const text = [
    `  log: http://127.0.0.1:8470/api/v1/artifacts/${'0a'.repeat(32)}`,
    '.',
    '..two dots',
    'From here on',
    '  indented = 1; trailing  ',
    'x'.repeat(72),
    'Jörg 核 𝕏',
    '',
    '> quoted',
    '',
  ].join('\n')
  await sendMail(mail(url, { text }))
  expect(decoded(received[0]?.raw ?? '')).toBe(text)
  expect(received[0]?.raw).not.toContain('format=flowed')
  for (const line of (received[0]?.raw ?? '').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
})

test('text of ASCII is not encoded, so that it can be read as it is', async () => {
  const { received, url } = await serve()
  const link = `  log: http://127.0.0.1:8470/api/v1/artifacts/${'0a'.repeat(32)}?a=b`
  const text = `${link}\n.\n..\nFrom here = on  \n\n`
  await sendMail(mail(url, { text }))
  expect(headersOf(received[0]?.raw ?? '')).toContain('Content-Transfer-Encoding: 7bit')
  expect(bodyOf(received[0]?.raw ?? '')).toBe(text.replaceAll('\n', '\r\n'))
  await sendMail(mail(url, { text: `${'x'.repeat(2000)}\n` }))
  expect(decoded(received[1]?.raw ?? '')).toBe(`${'x'.repeat(2000)}\n`)
  for (const line of (received[1]?.raw ?? '').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
})

test('nothing that a commit or a name holds makes a header', async () => {
  const { received, url } = await serve()
  const evil = 'x\r\nBcc: all@example.org\r\n\r\nbody\u0000'
  await sendMail(
    mail(url, {
      subject: evil,
      tree: evil,
      recipients: [{ address: 'ann@example.org', name: `${evil}" <eve@example.org>`, field: 'to' }],
    }),
  )
  const [{ to, raw }] = received as [Received]
  expect(to).toEqual(['ann@example.org'])
  const names = headersOf(raw).map((row) => row.split(':')[0])
  expect(names).not.toContain('Bcc')
  expect(names.filter((name) => name === 'To')).toHaveLength(1)
  expect(headersOf(raw).find((row) => row.startsWith('To:'))).toMatch(/<ann@example\.org>$/)
  expect(bodyOf(raw)).toBe('Since commit cccccccccccc kernels for arm64 do not boot.\r\n')
})

test.each([
  [451, 'greylisted, come back', 'try-again'],
  [554, 'no reports here', 'refused'],
] as const)('a server that answers %i %s to the message: %s', async (code, words, kind) => {
  const { url } = await serve({ onData: (_stream, _session, done) => done(failing(code, words)) })
  expect(await sendMail(mail(url))).toEqual({ kind, words: `${code} ${words}` })
})

test.each([
  [450, 'try-again'],
  [550, 'refused'],
] as const)('a server that takes no recipient, with %i: %s', async (code, kind) => {
  const { url, received } = await serve({ onRcptTo: (_address, _session, done) => done(failing(code, 'unknown')) })
  expect(await sendMail(mail(url))).toMatchObject({ kind, words: expect.stringContaining(`${code} unknown`) })
  expect(received).toEqual([])
})

test('a server that takes some recipients has the mail, and we know for whom not', async () => {
  const { url, received } = await serve({
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('ann') ? null : failing(550, 'no such list')),
  })
  expect(await sendMail(mail(url))).toEqual({
    kind: 'sent',
    words: 'not taken for everybody: 550 no such list',
  })
  expect(received[0]?.to).toEqual(['ann@example.org'])
})

test('user and password of the address are used, and wrong ones are refused with the words of the server', async () => {
  const { url, received } = await serve({
    onAuth: ({ username, password }, _session, done) =>
      username === 'me' && password === 'p@ss' ? done(null, { user: 'me' }) : done(failing(535, 'who are you')),
  })
  const at = (user: string) => url.replace('smtp://', `smtp://${user}@`)
  expect(await sendMail(mail(at('me:p%40ss')))).toMatchObject({ kind: 'sent' })
  expect(await sendMail(mail(at('me:wrong')))).toEqual({ kind: 'refused', words: '535 who are you' })
  expect(received).toHaveLength(1)
})

/** A server that says so much and then hangs up, or says nothing more. */
async function rude(script: (heard: string) => string | undefined): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {})
    const say = (heard: string) => {
      const answer = script(heard)
      if (answer === undefined) socket.destroy()
      else if (answer !== '') socket.write(answer)
    }
    say('')
    socket.on('data', (data: Buffer) => say(data.toString('utf8')))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  closing.push(() => new Promise((closed) => server.close(closed)))
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const polite = (heard: string): string => {
  if (heard === '') return '220 hello\r\n'
  if (heard.startsWith('EHLO')) return '250 me\r\n'
  return heard.startsWith('DATA') ? '354 go on\r\n' : '250 ok\r\n'
}

test('a connection that breaks before the message has begun is tried again', async () => {
  const silent = await rude((heard) => (heard === '' ? undefined : polite(heard)))
  expect(await sendMail(mail(silent))).toMatchObject({ kind: 'try-again' })
  const before = await rude((heard) => (heard.startsWith('RCPT') ? undefined : polite(heard)))
  expect(await sendMail(mail(before))).toMatchObject({ kind: 'try-again' })
  expect(await sendMail(mail('smtp://127.0.0.1:1'))).toMatchObject({
    kind: 'try-again',
    words: expect.stringContaining('ECONNREFUSED'),
  })
})

test('of one that breaks after the message has begun nobody knows whether it was taken', async () => {
  const within = await rude((heard) =>
    heard.includes('Message-ID') || heard.includes('Since commit') ? undefined : polite(heard),
  )
  expect(await sendMail(mail(within))).toMatchObject({ kind: 'unknown' })
  const mute = await rude((heard) => (heard.includes('Since commit') ? '' : polite(heard)))
  expect(await sendMail(mail(mute, { deadlineSeconds: 1 }))).toMatchObject({ kind: 'unknown' })
})
