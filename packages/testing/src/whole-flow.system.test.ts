import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Bisection, Build, Delivery, Event, Mail, Report, Run } from '@kbisect/contracts'
import { run } from '@kbisect/exec'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToyHistory, type ToyHistory } from './history.ts'
import { linearPanic } from './plans.ts'
import { type Program, startProgram } from './program.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

const ORDER = ['bisection.started', 'regression.found', 'bisection.finished', 'regression.bisected']

let program: Program
let receiver: WebhookReceiver
let webhook: { id: string; secret: string }
let history: ToyHistory
let bisection: Bisection
let runs: Run[]
let mailServer: SMTPServer
const mails: { readonly to: readonly string[]; readonly raw: string }[] = []

beforeAll(async () => {
  mailServer = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), raw })
        done()
      })
    },
  })
  await new Promise<void>((listening) => mailServer.listen(0, '127.0.0.1', listening))
  program = await startProgram({
    settings: {
      KBISECT_SMTP_URL: `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`,
      KBISECT_MAIL_FROM: 'kbisect <kbisect@example.com>',
      KBISECT_MAIL_POLICY: 'fixed',
      KBISECT_MAIL_TO: 'results@example.org',
    },
  })
  const { api, settings } = program
  receiver = await startWebhookReceiver()
  webhook = await api.post('/webhooks', { url: receiver.url, types: ORDER })
  history = await createToyHistory({ directory: join(settings.stateDir, '..', 'toy.git'), plan: linearPanic })
  await api.addTree('toy', history.url)
  const { id } = await api.start({
    tree: 'toy',
    good: linearPanic.good,
    bad: 'main',
    target: { architecture: 'arm64' },
    alsoTest: [{ architecture: 'arm' }, { architecture: 'x86_64' }],
  })
  bisection = await api.ended(id)
  runs = await api.runs(id)
})

afterAll(async () => {
  await receiver?.stop()
  await program?.stop()
  await new Promise<void>((closed) => mailServer.close(() => closed()))
})

test('the culprit is found among commits that do not compile and that panic otherwise, and proved', () => {
  expect(bisection.reason).toContain('is the first bad commit')
  expect(bisection).toMatchObject({
    state: 'finished',
    stage: 'done',
    outcome: 'culprit',
    label: 'confirmed',
    culprit: { hash: history.hash('culprit'), subject: 'mm: allocate the pool when it is needed' },
    good: { ref: 'base', hash: history.hash('base') },
    bad: { ref: 'main', hash: history.hash('late-5') },
  })
  expect(bisection.result?.checks.map(({ name, result }) => [name, result])).toEqual([
    ['bad revision', 'passed'],
    ['good revision', 'passed'],
    ['culprit', 'passed'],
    ['parent', 'passed'],
    ['revert', 'passed'],
  ])
  expect(bisection.result?.signature).toMatchObject({ kind: 'panic', function: 'toy_pool_alloc' })
  expect(bisection.result?.probability).toBeGreaterThan(0.9)
  expect(bisection.progress).toMatchObject({ working: [], infrastructureErrors: 0 })
})

test('the affected targets show which other architectures have it', () => {
  expect(bisection.result?.affectedTargets.map(({ target, result }) => [target, result])).toEqual([
    ['arm64', 'affected'],
    ['arm', 'affected'],
    ['x86_64', 'not affected'],
  ])
})

test('findings are the other failures that the search met, on the commits where it met them', () => {
  const otherwise = ['other-panic', 'other-panic-1'].map(history.hash)
  const uncompilable = ['uncompilable', 'uncompilable-1', 'uncompilable-2'].map(history.hash)
  const findings = bisection.result?.findings ?? []
  const met = new Set(runs.map(({ commit }) => commit))
  expect(findings.some(({ signature }) => signature.kind === 'panic')).toBe(otherwise.some((hash) => met.has(hash)))
  for (const { signature, commits } of findings) {
    expect(signature.kind === 'build-failed' ? uncompilable : otherwise).toEqual(expect.arrayContaining(commits))
  }
})

test('candidates are the range in order, with verdicts that agree with the answer', async () => {
  const candidates = await program.api.candidates(bisection.id)
  expect(candidates.map(({ hash }) => hash)).toEqual(linearPanic.commits.slice(1).map(({ name }) => history.hash(name)))
  const at = candidates.findIndex(({ hash }) => hash === history.hash('culprit'))
  expect(candidates.filter(({ possible }) => possible).map(({ hash }) => hash)).toEqual([history.hash('culprit')])
  for (const { position, verdict } of candidates) {
    if (verdict === 'bad') expect(position).toBeGreaterThanOrEqual(at)
    if (verdict === 'good') expect(position).toBeLessThan(at)
  }
  expect(candidates[at]).toMatchObject({ verdict: 'bad' })
  expect(candidates[at - 1]).toMatchObject({ verdict: 'good' })
})

test('the start, a regression and the end are told to the webhook, signed, and listed as delivered', async () => {
  expect(await receiver.arrived(4, 20)).toBe(true)
  const verifier = new Webhook(webhook.secret)
  const messages = receiver.received.map(({ headers, body }) => verifier.verify(body, headers) as { type: string })
  // Those of one moment may overtake each other.
  messages.sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type))
  expect(messages).toEqual([
    {
      type: 'bisection.started',
      timestamp: expect.any(String),
      data: expect.objectContaining({ id: bisection.id, title: bisection.title }),
    },
    {
      type: 'regression.found',
      timestamp: expect.any(String),
      data: expect.objectContaining({ bisectionId: bisection.id, good: bisection.good.hash, bad: bisection.bad.hash }),
    },
    {
      type: 'bisection.finished',
      timestamp: expect.any(String),
      data: expect.objectContaining({
        id: bisection.id,
        url: `${program.api.url}/bisections/${bisection.id}`,
        outcome: 'culprit',
        culprit: expect.objectContaining({ hash: history.hash('culprit') }),
        affectedTargets: bisection.result?.affectedTargets,
      }),
    },
    {
      type: 'regression.bisected',
      timestamp: expect.any(String),
      data: expect.objectContaining({ bisectionId: bisection.id, regressionId: expect.any(String) }),
    },
  ])
  const genuine = receiver.received.find(({ body }) => body.includes('"confirmed"'))
  const forged = genuine?.body.replace('"confirmed"', '"probable"') ?? ''
  expect(() => verifier.verify(forged, genuine?.headers ?? {})).toThrow('No matching signature')
  const deliveries = await program.api.get<{ items: Delivery[] }>(`/webhooks/${webhook.id}/deliveries`)
  const listed = deliveries.items.map(({ type, state, attempts }) => [
    type,
    state,
    attempts.map(({ status }) => status),
  ])
  listed.sort(([a], [b]) => ORDER.indexOf(String(a)) - ORDER.indexOf(String(b)))
  expect(listed).toEqual(ORDER.map((type) => [type, 'delivered', [204]]))
})

test('the report is mailed once to those who get every report, and a fix closes its thread', async () => {
  const { api } = program
  const sent = async (kind: string) => {
    const { items } = await api.get<{ items: Mail[] }>(`/mails?state=sent&bisection=${bisection.id}`)
    return items.find((mail) => mail.kind === kind)
  }
  await expect.poll(() => sent('report'), { timeout: 60_000, interval: 250 }).toBeDefined()
  const report = await sent('report')
  expect(mails.map(({ to }) => to)).toEqual([['results@example.org']])
  expect(mails[0]?.raw).toContain(`Message-ID: ${report?.messageId}`)
  expect(mails[0]?.raw).toContain('mm: allocate the pool when it is needed')
  const triage = { state: 'fixed', commit: history.hash('late-5'), why: 'the toy is fixed' }
  await api.post(`/bisections/${bisection.id}/triage`, triage)
  await expect.poll(() => sent('fixed'), { timeout: 60_000, interval: 250 }).toBeDefined()
  expect(mails).toHaveLength(2)
  expect(mails[1]?.raw).toContain(`In-Reply-To: ${report?.messageId}`)
  expect(mails[1]?.raw).toContain(`#regzbot fix: ${history.hash('late-5')}`)
  await api.post(`/bisections/${bisection.id}/triage`, { state: 'open' })
})

test('the regression is listed', async () => {
  const { items } = await program.api.get<{ items: unknown[] }>('/regressions')
  expect(items).toEqual([expect.objectContaining({ bisectionId: bisection.id, target: 'arm64', test: 'boot' })])
})

/** What git itself concludes from a bisect log. */
async function replay(log: string): Promise<string> {
  const clone = join(program.settings.stateDir, '..', 'clone')
  const git = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await run({ file: 'git', args: ['-C', clone, ...args] })
    expect(exitCode, stderr).toBe(0)
    return stdout.trim()
  }
  await run({ file: 'git', args: ['clone', '--quiet', history.directory, clone] })
  writeFileSync(`${clone}.log`, log)
  await git('bisect', 'replay', `${clone}.log`)
  return await git('rev-parse', 'refs/bisect/bad')
}

test('the report names culprit, failure and affected targets, and its bisect log replays to the same commit', async () => {
  const answer = await program.api.request('GET', `/bisections/${bisection.id}/report`)
  const text = await answer.text()
  expect(text).toContain(history.hash('culprit').slice(0, 12))
  expect(text).toContain('mm: allocate the pool when it is needed')
  expect(text).toContain('arm and arm64 are affected; x86_64 is not.')
  expect(text).toContain('Kernel panic - not syncing: toy_pool_alloc')
  const report = await program.api.get<Report>(`/bisections/${bisection.id}/report?format=json`)
  expect(report.failure).toMatch(/^Kernel panic - not syncing: toy_pool_alloc/)
  expect(report).toMatchObject({ text, firstBadLog: expect.any(String), lastGoodLog: expect.any(String) })
  expect(await replay(report.bisectLog)).toBe(history.hash('culprit'))
})

test('the console of a failing run is served whole and in ranges', async () => {
  const failing = runs.find(({ commit, result }) => commit === history.hash('culprit') && result.kind === 'failed')
  const path = `/runs/${failing?.id}/log`
  const log = await (await program.api.request('GET', path)).text()
  expect(log).toContain('Kernel panic - not syncing: toy_pool_alloc')
  expect(Buffer.byteLength(log)).toBe(failing?.logBytes)
  const part = await program.api.request('GET', path, { headers: { range: 'bytes=10-29' } })
  expect(part.status).toBe(206)
  expect(await part.text()).toBe(Buffer.from(log).subarray(10, 30).toString())
  const beyond = await program.api.request('GET', path, { headers: { range: `bytes=${failing?.logBytes}-` } })
  expect(beyond.status).toBe(416)
})

test('the configuration and the image of a build can be downloaded', async () => {
  const builds = await program.api.builds(bisection.id)
  const build = builds.find(({ commit, target }) => commit === history.hash('culprit') && target === 'arm')
  const artifacts: Build['artifacts'] = build?.artifacts ?? []
  expect(artifacts.map(({ name }) => name).sort()).toEqual(['config', 'image', 'inputs', 'log', 'system-map'])
  const read = async (name: string) => {
    const artifact = artifacts.find((one) => one.name === name)
    const bytes = Buffer.from(await (await program.api.request('GET', `/artifacts/${artifact?.digest}`)).arrayBuffer())
    expect(bytes.length).toBe(artifact?.bytes)
    return bytes
  }
  expect((await read('config')).toString()).toMatch(/^CONFIG_\w+=y$/m)
  expect((await read('image')).length).toBeGreaterThan(1000)
})

/** Reads a stream until so many events have come. */
async function readStream(path: string, count: number, headers: Record<string, string> = {}): Promise<Event[]> {
  const answer = await program.api.request('GET', path, { headers: { accept: 'text/event-stream', ...headers } })
  const events: Event[] = []
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString('utf8')
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) {
      const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(message) ?? []
      if (!data) continue
      const event = JSON.parse(data) as Event
      expect(event.id).toBe(Number(id))
      events.push(event)
    }
    if (events.length >= count) break
  }
  return events
}

test('the event stream tells the whole history, and goes on after the last event that was read', async () => {
  const path = `/bisections/${bisection.id}/events`
  const listed = await program.api.events(bisection.id)
  expect(listed[0]).toMatchObject({ type: 'created' })
  expect(listed.find(({ type }) => type === 'finished')).toMatchObject({ data: { outcome: 'culprit' } })
  expect(await readStream(path, listed.length)).toEqual(listed)
  const half = Math.floor(listed.length / 2)
  const rest = await readStream(path, listed.length - half, { 'last-event-id': String(listed[half - 1]?.id) })
  expect(rest).toEqual(listed.slice(half))
})

test('stages come in their order', async () => {
  const events = await program.api.events(bisection.id)
  const stages = events.filter(({ type }) => type === 'stage').map(({ data }) => data.stage)
  expect(stages).toEqual(['boundaries', 'narrow', 'confirm', 'affected-targets', 'done'])
})
