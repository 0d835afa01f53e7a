import { connect, createServer, type Socket } from 'node:net'
import type { Mail } from '@kbisect/contracts'
import { InfrastructureError } from '@kbisect/exec'
import { type ReportUrls, reportUrls } from '@kbisect/reports'
import { StoreUnavailable } from '@kbisect/store'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MailOptions } from './mail-options.ts'
import { openMailPlace, startMailServer } from './mail-place.fixture.ts'
import { planMails } from './plan-mails.ts'
import { reconcileMails } from './reconcile-mails.ts'
import { sendOneMail } from './send-one-mail.ts'

let place: Awaited<ReturnType<typeof openMailPlace>>
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  place = await openMailPlace()
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
afterAll(() => place?.close())

async function serve(options?: Parameters<typeof startMailServer>[0]) {
  const server = await startMailServer(options)
  stops.push(server.stop)
  return server
}

/** Options of a service whose links strangers cannot open, so that it holds its mails. */
function holding(settings: Partial<MailOptions['settings']>, reads: ReportUrls['reads'] = 'public'): MailOptions {
  const options = place.options(settings)
  const urls = (id: string) =>
    reportUrls(reads === 'public' ? 'http://127.0.0.1:8470' : 'https://kbisect.example.org', id, reads)
  return { ...options, sources: { ...options.sources, urls } }
}

/** What coordinators do, until there is nothing left to do now. */
async function settle(options: MailOptions): Promise<void> {
  const { queue } = place
  for (let round = 0; round < 10; round++) {
    await reconcileMails(options)
    const plans = queue.mailPlans.splice(0)
    const mails = queue.mails.splice(0)
    if (plans.length + mails.length === 0) return
    for (const id of plans) await planMails(options, id, new AbortController().signal)
    for (const id of [...mails, ...queue.mails.splice(0)]) await sendOneMail(options, id)
  }
  throw new Error('there is always something left to do')
}

const mailsOf = async (bisection: string): Promise<Mail[]> =>
  (await place.store.mails.list({ bisection }, { limit: 50 })).items
const eventsOf = async (bisectionId: string) =>
  (await place.store.events.list({ bisectionId, after: 0, limit: 100 })).filter(({ type }) => type === 'mail')
const header = (raw: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'mi').exec((raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' '))?.[1]
const triage = (id: string, commit: string) =>
  place.store.bisections.triageRegression(id, {
    ...{ state: 'fixed', by: 'ann', why: 'tested it', commit, at: new Date().toISOString() },
  })

describe('a culprit that is proved', () => {
  test('is told to the people of the commit and the maintainers of what it changes, each with the reason', async () => {
    const { received, url } = await serve()
    const { id, culprit } = await place.culpritFound()
    await settle(place.options({ smtpUrl: url, to: ['results@example.org'] }))
    const [mail] = await mailsOf(id)
    expect(mail).toMatchObject({
      ...{ kind: 'report', state: 'sent', error: null, decidedBy: null, sentAt: expect.any(String) },
      reason: 'Every check passed, so that the people of the commit are told.',
      inReplyTo: null,
    })
    expect(mail?.recipients.map(({ field, address, reason }) => `${field} ${address}: ${reason}`)).toEqual([
      'to results@example.org: KBISECT_MAIL_TO: gets every report',
      'to ann@example.org: wrote the commit; Signed-off-by of the commit',
      'to rita@example.org: Reviewed-by of the commit',
      'cc carl@example.org: committed it',
      'cc akpm@example.org: get_maintainer.pl: maintainer:MEMORY MANAGEMENT',
      'cc linux-mm@example.org: get_maintainer.pl: open list:MEMORY MANAGEMENT',
      'cc linux-kernel@example.org: get_maintainer.pl: open list',
    ])
    expect(received).toHaveLength(1)
    const { to, raw } = received[0] ?? { to: [], raw: '' }
    expect(to).toEqual(mail?.recipients.map(({ address }) => address))
    expect(header(raw, 'Message-ID')).toBe(mail?.messageId)
    expect(header(raw, 'Subject')).toBe(mail?.subject)
    expect(header(raw, 'X-Kbisect-Bisection')).toBe(id)
    expect(header(raw, 'X-Kbisect-Tree')).toBe('next')
    expect(header(raw, 'Auto-Submitted')).toBe('auto-generated')
    expect(mail?.text).toContain(culprit.slice(0, 12))
    for (const line of (mail?.text ?? '').split('\n')) {
      if (!/https?:\/\/|^# /.test(line)) expect(line.length).toBeLessThanOrEqual(72)
    }
    expect((await eventsOf(id)).map(({ message }) => message)).toEqual([
      expect.stringContaining('A report goes to 7 recipients.'),
      expect.stringContaining('Sent to 7 recipients'),
    ])
  })

  test('is told once, however often we look, by however many at once', async () => {
    const { received, url } = await serve()
    const options = place.options({ smtpUrl: url })
    const { id } = await place.culpritFound()
    const plan = () => planMails(options, id, new AbortController().signal)
    await Promise.all([plan(), plan(), plan()])
    const [mail] = await mailsOf(id)
    await Promise.all([1, 2, 3].map(() => sendOneMail(options, mail?.id ?? '')))
    await settle(options)
    place.clock.now = new Date(place.clock.now.getTime() + 3 * 86_400_000)
    await settle(options)
    expect(await mailsOf(id)).toHaveLength(1)
    expect(received).toHaveLength(1)
  })
})

describe('a report is held for a person', () => {
  const conflict = (commit: string) =>
    (['bad revision', 'good revision', 'culprit', 'parent', 'revert'] as const).map((name) => ({
      ...{
        name,
        commit,
        passes: 3,
        failures: 0,
        result: name === 'revert' ? ('conflict' as const) : ('passed' as const),
      },
    }))

  test.each([
    [
      'when not every check passed',
      {},
      { label: 'confirmed without revert', checks: conflict('c'.repeat(40)) } as const,
      'not every check passed (revert on the bad revision: conflict)',
    ],
    ['when there is nobody to send it to', { policy: 'fixed' } as const, {}, 'nobody to send it to'],
  ])('%s, and says why', async (_, settings, result, words) => {
    const { received, url } = await serve()
    const { id } = await place.culpritFound(result)
    await settle(place.options({ smtpUrl: url, ...settings }))
    expect(await mailsOf(id)).toMatchObject([{ state: 'held', reason: expect.stringContaining(words), sentAt: null }])
    expect(received).toEqual([])
    expect((await eventsOf(id))[0]?.message).toContain('A report waits for a person. Held:')
  })

  test.each([
    ['the public URL is one of this host', 'public', 'http://127.0.0.1:8470, which others cannot reach'],
    ['reading needs a token', 'token', 'its links need a token'],
  ] as const)('when %s, as its readers could not open the links', async (_, reads, words) => {
    const { received, url } = await serve()
    const { id } = await place.culpritFound()
    await settle(holding({ smtpUrl: url }, reads))
    expect(await mailsOf(id)).toMatchObject([{ state: 'held', reason: expect.stringContaining(words) }])
    expect(received).toEqual([])
  })

  test('under the policy off no mail is written, and the bisection is not looked at again', async () => {
    const { received, url } = await serve()
    const off = place.options({ smtpUrl: url, policy: 'off', to: ['results@example.org'] })
    const { id } = await place.culpritFound()
    await settle(off)
    await planMails(off, id, new AbortController().signal)
    await planMails(off, id, new AbortController().signal, 5)
    expect(await mailsOf(id)).toEqual([])
    expect(await eventsOf(id)).toEqual([])
    expect(received).toEqual([])
  })

  test('under the policy off a mail of before is sent when a person says so', async () => {
    const { received, url } = await serve()
    const { id } = await place.culpritFound()
    await settle(holding({ smtpUrl: url }))
    const [mail] = await mailsOf(id)
    const nextAttemptAt = place.clock.now
    await place.store.mails.decide(mail?.id ?? '', ['held'], 'ann', { state: 'waiting', nextAttemptAt })
    await settle(place.options({ smtpUrl: url, policy: 'off' }))
    expect(await mailsOf(id)).toMatchObject([{ state: 'sent', decidedBy: 'ann' }])
    expect(received).toHaveLength(1)
  })

  test('when there is no mail server, and again when there is none after somebody released it', async () => {
    const { id } = await place.culpritFound()
    const options = place.options({})
    await settle(options)
    const [mail] = await mailsOf(id)
    expect(mail).toMatchObject({ state: 'held', reason: expect.stringContaining('no mail server') })
    await place.store.mails.decide(mail?.id ?? '', ['held'], 'ann', {
      state: 'waiting',
      nextAttemptAt: place.clock.now,
    })
    await settle(options)
    expect(await mailsOf(id)).toMatchObject([{ state: 'held', decidedBy: 'ann' }])
  })

  test('and is sent when a person says so', async () => {
    const { received, url } = await serve()
    const options = holding({ smtpUrl: url })
    const { id } = await place.culpritFound()
    await settle(options)
    const [mail] = await mailsOf(id)
    await place.store.mails.decide(mail?.id ?? '', ['held'], 'ann', {
      state: 'waiting',
      nextAttemptAt: place.clock.now,
    })
    await settle(options)
    expect(await mailsOf(id)).toMatchObject([{ state: 'sent', decidedBy: 'ann' }])
    expect(received).toHaveLength(1)
  })

  test.each([
    ['is no more than probable', { label: 'probable', state: 'finished' }, 'has changed since this mail was written'],
    ['is being decided again', { label: 'confirmed', state: 'running' }, 'is being decided again'],
  ] as const)(
    'and stays held, also when a person releases it, when the result %s',
    async (_, { label, state }, words) => {
      const { received, url } = await serve()
      const options = holding({ smtpUrl: url })
      const { id } = await place.culpritFound()
      await settle(options)
      const [mail] = await mailsOf(id)
      const result = (await place.store.bisections.detail(id))?.result
      if (!result) throw new Error('the bisection has no result')
      await place.store.bisections.update(id, { state, result: { ...result, label } })
      const nextAttemptAt = place.clock.now
      await place.store.mails.decide(mail?.id ?? '', ['held'], 'ann', { state: 'waiting', nextAttemptAt })
      await settle(options)
      expect(await mailsOf(id)).toMatchObject([{ state: 'held', reason: expect.stringContaining(words) }])
      expect((await eventsOf(id)).at(-1)?.message).toContain(words)
      expect(received).toEqual([])
    },
  )

  test('under the policy fixed nobody but the fixed addresses is told, whatever the checks say', async () => {
    const { received, url } = await serve()
    const { id } = await place.culpritFound({ label: 'probable', checks: [] })
    await settle(place.options({ smtpUrl: url, policy: 'fixed', to: ['results@example.org'] }))
    expect(received.map(({ to }) => to)).toEqual([['results@example.org']])
    expect(await mailsOf(id)).toMatchObject([
      { state: 'sent', subject: expect.stringMatching(/^\[probably bisected\] /) },
    ])
  })
})

describe('in the same thread', () => {
  test('further targets are told, what is known is not, and a fix closes it once', async () => {
    const { received, url } = await serve()
    const options = place.options({ smtpUrl: url })
    const first = await place.culpritFound()
    await settle(options)
    const again = await place.culpritFound({}, { culprit: first.culprit, target: 'arm64' })
    await settle(options)
    expect(await mailsOf(again.id)).toEqual([])
    expect((await eventsOf(again.id)).map(({ message }) => message)).toEqual([
      expect.stringContaining('Not told by mail: the same culprit is told in <'),
    ])
    const wider = await place.culpritFound({}, { culprit: first.culprit, target: 'arm64/kasan' })
    await settle(options)
    const [report] = await mailsOf(first.id)
    const [followUp] = await mailsOf(wider.id)
    expect(followUp).toMatchObject({
      ...{ kind: 'follow-up', state: 'sent', subject: `Re: ${report?.subject}`, inReplyTo: report?.messageId },
      recipients: report?.recipients,
    })
    expect(followUp?.text).toMatch(
      /^A further bisection came to the same commit\. It breaks more than was\nreported: arm64\/kasan\./,
    )

    const fix = await place.tree.commit('mm: fix it', { 'mm/cma.c': 'fixed' })
    await place.openTree().fetch()
    for (const { regressionId } of [first, wider]) await triage(regressionId, fix)
    await settle(options)
    const closing = [...(await mailsOf(first.id)), ...(await mailsOf(wider.id))].filter(({ kind }) => kind === 'fixed')
    expect(closing).toMatchObject([
      {
        state: 'sent',
        subject: `Re: ${report?.subject}`,
        inReplyTo: report?.messageId,
        recipients: report?.recipients,
      },
    ])
    expect(closing[0]?.text).toBe(
      [
        `This regression is fixed by commit ${fix.slice(0, 12)} ("mm: fix it"), says\nann.`,
        '  tested it',
        `What was reported: https://kbisect.example.org/bisections/${closing[0]?.bisectionId}`,
        `#regzbot fix: ${fix}\n`,
      ].join('\n\n'),
    )
    expect(received.map(({ raw }) => header(raw, 'In-Reply-To'))).toEqual([
      undefined,
      report?.messageId,
      report?.messageId,
    ])
    expect(received.map(({ raw }) => header(raw, 'References'))).toEqual([
      undefined,
      report?.messageId,
      report?.messageId,
    ])
    const late = await place.culpritFound({}, { culprit: first.culprit, target: 'arm' })
    await settle(options)
    expect(await mailsOf(late.id)).toEqual([])
    expect(received).toHaveLength(3)
  })

  test('a fix of what was never reported tells nobody', async () => {
    const { received, url } = await serve()
    const { id, regressionId } = await place.culpritFound()
    const options = holding({ smtpUrl: url })
    await settle(options)
    await triage(regressionId, 'f'.repeat(40))
    await settle(options)
    expect(await mailsOf(id)).toMatchObject([{ kind: 'report', state: 'held' }])
    expect(received).toEqual([])
  })
})

test('a mirror that cannot be read for a moment delays a report, and takes no recipient out of it', async () => {
  const { received, url } = await serve()
  const options = place.options({ smtpUrl: url })
  const { id } = await place.culpritFound()
  const plan = (how: MailOptions) => planMails(how, id, new AbortController().signal)
  const fault = new InfrastructureError('git-failed', 'git could not be started: EMFILE')
  const parts = ['commit', 'diff', 'file'] as const
  for (const part of parts) {
    const openMirror = () =>
      Object.assign(Object.create(place.openTree()) as ReturnType<MailOptions['openMirror']>, {
        [part]: () => Promise.reject(fault),
      })
    await expect(plan({ ...options, openMirror })).rejects.toBe(fault)
    expect(await mailsOf(id)).toEqual([])
  }
  await settle(options)
  expect((await mailsOf(id))[0]?.recipients.map(({ address }) => address)).toContain('akpm@example.org')
  expect(received).toHaveLength(1)

  // What lasts for an hour is put into words, and a person decides.
  const late = await place.culpritFound()
  place.clock.now = new Date(place.clock.now.getTime() + 2 * 3_600_000)
  const broken = () => ({ ...place.openTree(), commit: () => Promise.reject(fault) })
  await planMails({ ...options, openMirror: broken }, late.id, new AbortController().signal)
  expect(await mailsOf(late.id)).toMatchObject([{ state: 'held', reason: expect.stringContaining('EMFILE') }])
})

describe('a mail server', () => {
  const failing = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode })

  test('that says later is asked again later, with the same Message-ID', async () => {
    let refuse = true
    const { received, url } = await serve({
      onData: (_stream, _session, done) => (refuse ? done(failing(451, 'greylisted')) : done()),
    })
    const options = place.options({ smtpUrl: url })
    const { id } = await place.culpritFound()
    await settle(options)
    const [mail] = await mailsOf(id)
    expect(mail).toMatchObject({ state: 'waiting', error: '451 greylisted', sentAt: null })
    refuse = false
    await settle(options)
    expect(received).toHaveLength(1)
    place.clock.now = new Date(place.clock.now.getTime() + 5 * 60_000)
    await settle(options)
    expect(await mailsOf(id)).toMatchObject([{ state: 'sent', error: null }])
    expect(received.map(({ raw }) => header(raw, 'Message-ID'))).toEqual([mail?.messageId, mail?.messageId])
  })

  test('that is away for days is given up in the end', async () => {
    const options = place.options({ smtpUrl: 'smtp://127.0.0.1:1' })
    const { id } = await place.culpritFound()
    const started = place.clock.now.getTime()
    for (let hours = 0; hours < 96; hours += 4) {
      await settle(options)
      if ((await mailsOf(id))[0]?.state === 'failed') break
      place.clock.now = new Date(place.clock.now.getTime() + 4 * 3600_000)
    }
    expect(await mailsOf(id)).toMatchObject([
      { state: 'failed', error: expect.stringMatching(/ECONNREFUSED.*; given up after 7 attempts$/) },
    ])
    expect((place.clock.now.getTime() - started) / 3600_000).toBeGreaterThan(40)
  })

  test('that refuses is not asked again, and its words are kept', async () => {
    const { received, url } = await serve({ onData: (_stream, _session, done) => done(failing(554, 'spam')) })
    const options = place.options({ smtpUrl: url })
    const { id } = await place.culpritFound()
    await settle(options)
    place.clock.now = new Date(place.clock.now.getTime() + 86_400_000)
    await settle(options)
    expect(await mailsOf(id)).toMatchObject([{ state: 'failed', error: '554 spam' }])
    expect(received).toHaveLength(1)
  })

  test('that breaks off in the middle leaves the decision to a person', async () => {
    const sockets = new Set<Socket>()
    const { received, url } = await serve({
      onData: () => {
        for (const socket of sockets) socket.destroy()
      },
    })
    const proxy = createServer((client) => {
      const upstream = connect(Number(new URL(url).port), '127.0.0.1')
      for (const one of [client, upstream]) sockets.add(one.on('error', () => {}))
      client.pipe(upstream).pipe(client)
    })
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
    stops.push(() => new Promise((closed) => proxy.close(() => closed())))
    const options = place.options({ smtpUrl: `smtp://127.0.0.1:${(proxy.address() as { port: number }).port}` })
    const { id } = await place.culpritFound()
    await settle(options)
    place.clock.now = new Date(place.clock.now.getTime() + 3 * 86_400_000)
    await settle(options)
    expect(await mailsOf(id)).toMatchObject([
      { state: 'held', reason: expect.stringContaining('it may have been sent: look for its Message-ID') },
    ])
    expect(received).toHaveLength(1)
  })
})

describe('a database that does not answer for a moment', () => {
  const away = () => Promise.reject(new StoreUnavailable(new Error('Connection terminated')))

  test('delays a mail that was not handed over yet, and holds none', async () => {
    const { received, url } = await serve()
    const options = place.options({ smtpUrl: url })
    const { id } = await place.culpritFound()
    await planMails(options, id, new AbortController().signal)
    const [mail] = await mailsOf(id)
    const broken = {
      ...options,
      store: { ...options.store, bisections: { ...options.store.bisections, detail: away } },
    }
    await expect(sendOneMail(broken, mail?.id ?? '')).rejects.toThrow(StoreUnavailable)
    place.clock.now = new Date(place.clock.now.getTime() + 16 * 60_000)
    await settle(options)
    expect(await mailsOf(id)).toMatchObject([{ state: 'sent' }])
    expect((await eventsOf(id)).map(({ message }) => message)).toEqual([
      expect.stringContaining('A report goes to'),
      expect.stringContaining('Sent to'),
    ])
    expect(received).toHaveLength(1)
  })

  test('does not make the worker forget what the mail server said', async () => {
    const { received, url } = await serve()
    const { id } = await place.culpritFound()
    let fails = 3
    const pauses: number[] = []
    const { store, ...options } = place.options({ smtpUrl: url })
    const conclude: typeof store.mails.conclude = (...args) =>
      fails-- > 0 ? away() : place.store.mails.conclude(...args)
    const pause = async (milliseconds: number) => pauses.push(milliseconds)
    await settle({ ...options, pause, store: { ...store, mails: { ...store.mails, conclude } } })
    expect(pauses).toEqual([1000, 2000, 5000])
    expect(await mailsOf(id)).toMatchObject([{ state: 'sent' }])
    expect(received).toHaveLength(1)
  })
})

test('a mail whose worker died while it handed it over is not sent again, but held', async () => {
  const { received, url } = await serve()
  const options = place.options({ smtpUrl: url })
  const { id } = await place.culpritFound()
  await planMails(options, id, new AbortController().signal)
  const [mail] = await mailsOf(id)
  // As a worker does that is killed before it comes any further.
  expect(await place.store.mails.take(mail?.id ?? '', place.clock.now)).toBeDefined()
  await settle(options)
  expect((await mailsOf(id))[0]?.state).toBe('waiting')
  place.clock.now = new Date(place.clock.now.getTime() + 16 * 60_000)
  await settle(options)
  expect(await mailsOf(id)).toMatchObject([{ state: 'held', reason: expect.stringContaining('a worker ended while') }])
  expect(received).toEqual([])
  await place.store.mails.decide(mail?.id ?? '', ['held'], 'ann', { state: 'waiting', nextAttemptAt: place.clock.now })
  await settle(options)
  expect(received.map(({ raw }) => header(raw, 'Message-ID'))).toEqual([mail?.messageId])
})
