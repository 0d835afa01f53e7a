import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Bisection,
  BisectionSummary,
  Build,
  Candidate,
  CommitDetails,
  Delivery,
  Event,
  Page,
  Report,
  Run,
  type Search,
  TreeStatus,
  Webhook,
  WebhookCreated,
} from '@kbisect/contracts'
import { loginLink } from '@kbisect/settings'
import Type from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer as answer, expectProblem as problem } from './checks.fixture.ts'
import { notReproduced } from './results.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree, type SmallRepository } from './small-repository.fixture.ts'

let service: TestService
let repository: SmallRepository
// Each test wants one of its own; asking.system.test.ts is about those that find one.
const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' }, attach: false }

const search: Search = {
  effective: 2.4,
  canChange: 1,
  noChange: 0.02,
  notMonotone: 0.001,
  ranked: [{ commit: 'c'.repeat(40), subject: 'mm: break it', probability: 0.6 }],
  strip: [0.1, 0.6, 0.28],
  choices: [
    {
      commit: 'c'.repeat(40),
      subject: 'mm: break it',
      action: 'boot',
      bits: 0.9,
      bad: 0.48,
      reason: 'splits the remaining probability 48 : 52; image is built',
    },
  ],
}

beforeAll(async () => {
  service = await startTestService()
  repository = await addSmallTree(service)
})
afterAll(() => service.remove())

const list = <T extends Type.TSchema>(items: T) => Type.Object({ items: Type.Array(items) })

async function start(): Promise<Bisection> {
  return answer(Bisection, await service.call('POST', '/bisections', request), 201)
}

describe('trees', () => {
  test('a tree on this machine is there when it is added', async () => {
    const url = join(service.directory, 'source')
    const response = await service.call('POST', '/trees', { name: 'second', url })
    const tree = await answer(TreeStatus, response, 201)
    expect(tree).toMatchObject({ name: 'second', url, fetching: false, fetchError: null })
    expect(tree.fetchedAt).not.toBeNull()
    expect(response.headers.get('location')).toBe('/api/v1/trees/second')
    const all = Type.Object({ items: Type.Array(TreeStatus) })
    expect((await answer(all, await service.call('GET', '/trees'))).items.map(({ name }) => name)).toEqual([
      'second',
      'small',
    ])
    expect((await service.call('DELETE', '/trees/second')).status).toBe(204)
    await problem(await service.call('GET', '/trees/second'), 404)
  })

  test('a remote tree is fetched in the background, and its state says how that goes', async () => {
    // A name that cannot be resolved: no network is needed to see it fail.
    const url = 'https://no-such-host.invalid/linux.git'
    const tree = await answer(TreeStatus, await service.call('POST', '/trees', { name: 'remote', url }), 202)
    expect(tree).toMatchObject({ fetching: true, fetchError: null })
    await expect
      .poll(async () => (await answer(TreeStatus, await service.call('GET', '/trees/remote'))).fetchError, {
        timeout: 30_000,
      })
      .toContain('no-such-host.invalid')
    const refused = await service.call('POST', '/bisections', { ...request, tree: 'remote' })
    expect(refused.headers.get('retry-after')).toBe('5')
    expect((await problem(refused, 409)).type).toBe('urn:kbisect:tree-not-ready')
  })

  test('branches and commits are looked up, names with slashes too', async () => {
    repository.git('branch', '-f', 'topic/mm', 'c3')
    await answer(TreeStatus, await service.call('POST', '/trees/small/fetch'))
    const branches = (await (await service.call('GET', '/trees/small/branches')).json()) as {
      items: { name: string }[]
    }
    expect(branches.items.map(({ name }) => name).sort()).toEqual(['island', 'main', 'topic/mm'])
    const response = await service.call('GET', '/trees/small/commits/topic%2Fmm~1')
    expect(await response.json()).toMatchObject({
      hash: repository.hash('c2'),
      subject: 'c2',
      author: 'Ann Author <ann@example.org>',
    })
  })

  test.each<[unknown, number, string]>([
    [{ name: 'x', url: 'ftp://example.org/linux.git' }, 422, 'url: uses ftp, which is not allowed here'],
    [{ name: 'x', url: 'ext::sh -c id' }, 422, 'url: is neither a URL nor an absolute path'],
    [{ name: 'x', url: '--upload-pack=id' }, 422, 'url: is neither a URL nor an absolute path'],
    [{ name: 'x', url: 'https://u:p@example.org/x' }, 422, 'url: holds a password'],
    [{ name: 'x', url: 'https://ghp_token@example.org/x' }, 422, 'url: holds a user, which can be an access token'],
    [{ name: 'x', url: 'https://example.org/x?private_token=t' }, 422, 'url: has a query or a fragment'],
    [
      { name: 'x', url: '/tmp', credentials: { password: 'p' } },
      422,
      'credentials: are for trees by https or http, and the URL is /tmp',
    ],
    [{ name: 'x', url: '/tmp\u0000x' }, 422, 'url: holds a control character'],
    [{ name: 'x', url: 'file://elsewhere/x' }, 422, 'url: names another host'],
    [{ name: 'x', url: '/no/such/directory' }, 422, '/no/such/directory is not a directory'],
    [{ name: 'Not A Name', url: '/tmp' }, 422, 'name: "Not A Name" is not allowed'],
    [{ name: 'small', url: '/tmp' }, 409, 'there is a tree named small already'],
    [{ url: '/tmp' }, 422, 'name: is missing'],
  ])('%j is refused', async (body, status, words) => {
    expect((await problem(await service.call('POST', '/trees', body), status)).detail).toContain(words)
  })

  test('an address that cannot be decoded is answered as a problem', async () => {
    const answered = await problem(await service.call('GET', '/trees/%ff'), 400)
    expect(answered.detail).toContain('%ff')
  })

  test('a refused tree leaves nothing behind', async () => {
    await problem(await service.call('POST', '/trees', { name: 'gone', url: '/no/such/directory' }), 422)
    expect((await service.call('GET', '/trees/gone')).status).toBe(404)
  })

  test('a tree that a bisection uses stays', async () => {
    await start()
    expect((await problem(await service.call('DELETE', '/trees/small'), 409)).detail).toContain(
      'delete its watches and bisections first',
    )
  })
})

describe('bisections', () => {
  test('a request is accepted with its refs resolved, listed, cancelled and deleted', async () => {
    const response = await service.call('POST', '/bisections', request)
    const bisection = await answer(Bisection, response, 201)
    expect(response.headers.get('location')).toBe(`/api/v1/bisections/${bisection.id}`)
    expect(bisection).toMatchObject({
      tree: 'small',
      good: { ref: 'c0', hash: repository.hash('c0') },
      bad: { ref: 'main', hash: repository.hash('main') },
      waitingFor: 'Waits for a worker: none is alive.',
    })
    const page = await answer(Page(BisectionSummary), await service.call('GET', '/bisections?limit=1&tree=small'))
    expect(page.items[0]?.id).toBe(bisection.id)
    const { id } = bisection
    await answer(Bisection, await service.call('POST', `/bisections/${id}/cancel`), 202)
    expect((await problem(await service.call('POST', `/bisections/${id}/resume`), 409)).detail).toContain(
      'only a paused one',
    )
    expect((await service.call('DELETE', `/bisections/${id}`)).status).toBe(204)
    await problem(await service.call('GET', `/bisections/${id}`), 404)
    await problem(await service.call('DELETE', `/bisections/${id}`), 404)
  })

  test('a branch means what the tree says now, not what it said at the last fetch', async () => {
    repository.git('branch', '-f', 'moving', 'c2')
    await service.call('POST', '/trees/small/fetch')
    repository.git('branch', '-f', 'moving', 'c4')
    const bisection = await answer(
      Bisection,
      await service.call('POST', '/bisections', { ...request, bad: 'moving' }),
      201,
    )
    expect(bisection.bad.hash).toBe(repository.hash('c4'))
  })

  test.each<[object, string, string]>([
    [{ tree: 'nowhere' }, 'tree', 'there is no tree nowhere'],
    [{ good: 'c99' }, 'good', '"c99" is not a commit, branch or tag of tree small'],
    [{ good: '--all' }, 'good', '"--all" is not a commit'],
    [{ bad: 'c1..c3' }, 'bad', '"c1..c3" is not a commit'],
    [{ good: 'main' }, 'bad', 'are the same commit'],
    [{ good: 'c3', bad: 'c1' }, 'bad', 'the bad commit is the older one'],
    [{ good: 'island' }, 'good', 'have no commit in common'],
    [{ test: { kind: 'console', pattern: '(', expect: 'absent' } }, 'test.pattern', 'is not a regular expression'],
    [{ test: { kind: 'console', pattern: 'a(?=b)', expect: 'absent' } }, 'test.pattern', 'holds a look-ahead'],
    [{ target: { architecture: 'mips' } }, 'target.architecture', '"mips" is not one of arm, arm64, x86_64'],
    [{ test: { kind: 'fuzz' } }, 'test.kind', 'is not one of boot, build, script, console, kunit'],
    [{ good: undefined }, 'good', 'is missing'],
    [{ colour: 'red' }, 'colour', 'is not a known field'],
    [{ failure: { kind: 'crash' } }, 'failure.kind', '"crash" is not one of panic, oops,'],
    [{ failure: {} }, 'failure', 'says nothing'],
    [{ warnings: 'count' }, 'warnings', '"count" is not one of ignore, fail'],
  ])('%j is refused at the field %s', async (changes, field, words) => {
    const { errors } = await problem(await service.call('POST', '/bisections', { ...request, ...changes }), 422)
    expect(errors?.[0]?.field).toBe(field)
    expect(errors?.[0]?.message).toContain(words)
    expect(errors?.[0]?.hint ?? errors?.[0]?.message).not.toBe('')
  })

  test('pages follow one another without gaps', async () => {
    for (let number = 0; number < 3; number++) await start()
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from: string = cursor && `&cursor=${cursor}`
      const page = await answer(Page(BisectionSummary), await service.call('GET', `/bisections?limit=2${from}`))
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(3)
  })

  test.each([
    ['?limit=0', 'limit: 0 is below 1'],
    ['?limit=many', 'limit: "many" is not a whole number'],
    ['?state=asleep', 'state: "asleep" is not one of queued, running, paused, finished'],
    ['?colour=red', 'colour: is not a known field'],
    ['?cursor=nonsense', 'cursor'],
  ])('the list refuses %s', async (query, words) => {
    expect((await problem(await service.call('GET', `/bisections${query}`), 400)).detail).toContain(words)
  })

  test('candidates, builds, runs and a commit answer in their shapes', async () => {
    const { id } = await start()
    await answer(Page(Candidate), await service.call('GET', `/bisections/${id}/candidates`))
    await answer(list(Build), await service.call('GET', `/bisections/${id}/builds`))
    await answer(list(Run), await service.call('GET', `/bisections/${id}/runs`))
    const commit = await service.call('GET', `/bisections/${id}/commits/${repository.hash('c3')}`)
    expect(await answer(CommitDetails, commit)).toMatchObject({ subject: 'c3', message: 'c3\n\nThe body of 3.' })
    await problem(await service.call('GET', `/bisections/${id}/commits/${'0'.repeat(40)}`), 404)
    for (const part of ['candidates', 'builds', 'runs', 'events', 'report'])
      await problem(await service.call('GET', `/bisections/nosuchbisection/${part}`), 404)
  })

  test('what the engine believes, commits that change nothing, and kernels with a fix applied are told', async () => {
    const { id, targets } = await start()
    const { bisections } = service.parts.store
    const [c1, c2] = [repository.hash('c1'), repository.hash('c2')]
    expect((await answer(Bisection, await service.call('GET', `/bisections/${id}`))).search).toBeNull()
    await bisections.update(id, { search })
    const detail = await answer(Bisection, await service.call('GET', `/bisections/${id}`))
    expect(detail.search).toEqual(search)
    const about = { authorName: 'A', authorEmail: 'a@example.org', authoredAt: 1, committedAt: 1, parents: [] }
    await bisections.saveRange(id, [
      { ...about, hash: c1, subject: 'c1', paths: ['Documentation/x.rst'] },
      { ...about, hash: c2, subject: 'c2' },
    ])
    await bisections.saveCandidates(id, [
      { hash: c1, verdict: null, reason: null, possible: true, noop: true, drift: null },
    ])
    const { items } = await answer(Page(Candidate), await service.call('GET', `/bisections/${id}/candidates`))
    expect(items.map(({ noop }) => noop)).toEqual([true, false])
    expect(items[0]).not.toHaveProperty('paths')
    const made = { revision: { commit: c1, patched: c2 }, targetKey: targets[0]?.key ?? '', worker: 'w', seconds: 1 }
    const nothing = {
      signature: null,
      imageDigest: null,
      toolchain: 'gcc',
      toolchainId: null,
      droppedSymbols: [],
      artifacts: [],
      commands: [],
    }
    await bisections.addBuild(id, { ...made, ...nothing, result: 'built' })
    const boot = {
      log: null,
      logBytes: 0,
      command: 'qemu',
      emulator: 'QEMU',
      accelerator: 'tcg',
      cpuSeconds: 1,
    } as const
    await bisections.addRun(id, { ...made, ...boot, attempt: 1, result: { kind: 'passed' } })
    const built = await answer(list(Build), await service.call('GET', `/bisections/${id}/builds`))
    const ran = await answer(list(Run), await service.call('GET', `/bisections/${id}/runs`))
    for (const fact of [built.items[0], ran.items[0]])
      expect(fact).toMatchObject({ commit: c1, reverted: null, patched: c2 })
  })

  test('a failure that is looked for, and warnings that count, are kept as they were asked for', async () => {
    const failure = { kind: 'warning', function: 'cma_alloc', message: 'slub' }
    const asked = { ...request, failure, warnings: 'fail' }
    const { id } = await answer(Bisection, await service.call('POST', '/bisections', asked), 201)
    const bisection = await answer(Bisection, await service.call('GET', `/bisections/${id}`))
    expect(bisection.request).toMatchObject({ failure, warnings: 'fail' })
    expect(bisection.words).toBeUndefined()
  })

  test('a result comes with its words, and the report with both logs of a refusal', async () => {
    const { id, bad, good, targets } = await start()
    const { bisections } = service.parts.store
    const boot = { targetKey: targets[0]?.key ?? '', command: 'qemu', emulator: 'QEMU', accelerator: 'tcg' } as const
    const cost = { worker: 'w', seconds: 1, cpuSeconds: 1, logBytes: 0, attempt: 1, log: '0'.repeat(64) }
    for (const { hash } of [bad, good])
      await bisections.addRun(id, { ...boot, ...cost, revision: { commit: hash }, result: { kind: 'passed' } })
    await bisections.update(id, { state: 'finished', stage: 'done', finishedAt: new Date(), result: notReproduced })
    const found = `The failure could not be reproduced: on arm64, the bad revision "main" (${bad.hash.slice(0, 12)}) is not bad. It passed.`
    const words = { found, affectedTargets: null, sure: null }
    expect((await answer(Bisection, await service.call('GET', `/bisections/${id}`))).words).toEqual(words)
    const report = await answer(Report, await service.call('GET', `/bisections/${id}/report?format=json`))
    expect(report.bisection.words).toEqual(words)
    const runs = await answer(list(Run), await service.call('GET', `/bisections/${id}/runs`))
    const logOf = (hash: string) => runs.items.find(({ commit }) => commit === hash)?.id
    expect(report.firstBadLog).toMatch(new RegExp(`/runs/${logOf(bad.hash)}/log$`))
    expect(report.lastGoodLog).toMatch(new RegExp(`/runs/${logOf(good.hash)}/log$`))
    expect(report.text).toContain('Bad revision:')
  })

  test('the report is text, or JSON on request', async () => {
    const { id } = await start()
    const text = await service.call('GET', `/bisections/${id}/report`)
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await text.text()).toContain('This bisection is not finished.')
    for (const json of [
      await service.call('GET', `/bisections/${id}/report?format=json`),
      await service.call('GET', `/bisections/${id}/report`, undefined, { accept: 'application/json' }),
    ])
      expect((await answer(Report, json)).bisectLog).toContain('git bisect start')
  })
})

describe('events', () => {
  async function read(response: Response, enough: (text: string) => boolean): Promise<string> {
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true })
      if (enough(text)) break
    }
    return text
  }

  test('history comes first, new events follow, and Last-Event-ID goes on from there', async () => {
    const { id } = await start()
    const stream = await service.call('GET', `/bisections/${id}/events`, undefined, { accept: 'text/event-stream' })
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const reading = read(stream, (text) => text.includes('"message":"told live"'))
    await service.parts.store.bisections.addEvent(id, 'stage', 'told live')
    const text = await reading
    expect(text).toContain('"type":"created"')
    const first = /^id: (\d+)$/m.exec(text)?.[1] ?? ''
    const headers = { accept: 'text/event-stream', 'last-event-id': first }
    const resumed = await read(await service.call('GET', `/bisections/${id}/events`, undefined, headers), (more) =>
      more.includes('told live'),
    )
    expect(resumed).not.toContain('"type":"created"')
  })

  test('the stream of all bisections begins with now', async () => {
    const { id } = await start()
    const stream = await service.call('GET', '/events', undefined, { accept: 'text/event-stream' })
    const reading = read(stream, (text) => text.includes('news'))
    await service.parts.store.bisections.addEvent(id, 'stage', 'news')
    expect((await reading).match(/^id:/gm)).toHaveLength(1)
  })

  test('a program can have them as a page of JSON', async () => {
    const { id } = await start()
    const Events = Type.Object({ items: Type.Array(Event), next: Type.Null() })
    const path = `/bisections/${id}/events`
    await service.parts.store.bisections.addEvent(id, 'choice', 'c3 is built: it splits the rest 48 : 52.', {
      ...search.choices[0],
    })
    await service.parts.store.bisections.addEvent(id, 'prediction', '3 of 4 commits cannot change this kernel.')
    const page = await answer(Events, await service.call('GET', path, undefined, { accept: 'application/json' }))
    expect(page.items.map(({ type }) => type)).toEqual(['created', 'choice', 'prediction'])
    const after = page.items.at(-1)?.id ?? 0
    const rest = await service.call('GET', `${path}?after=${after}`, undefined, { accept: 'application/json' })
    expect((await answer(Events, rest)).items).toEqual([])
  })
})

describe('logs and artifacts', () => {
  async function store(content: string): Promise<string> {
    const path = join(service.directory, 'artifact')
    writeFileSync(path, content)
    return (await service.parts.artifacts.putFile('log', path)).digest
  }

  test('an artifact is sent whole, in part, or not again', async () => {
    const digest = await store('0123456789')
    const get = (headers: Record<string, string> = {}) =>
      service.call('GET', `/artifacts/${digest}`, undefined, headers)
    const whole = await get()
    expect(await whole.text()).toBe('0123456789')
    expect(whole.headers.get('content-disposition')).toBe(`attachment; filename="${digest}"`)
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
    expect(whole.headers.get('content-security-policy')).toContain('sandbox')
    const part = await get({ range: 'bytes=2-4' })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
    const end = await get({ range: 'bytes=-3' })
    expect([end.status, await end.text()]).toEqual([206, '789'])
    const beyond = await get({ range: 'bytes=10-' })
    expect(beyond.headers.get('content-range')).toBe('bytes */10')
    await problem(beyond, 416)
    expect((await get({ 'if-none-match': whole.headers.get('etag') ?? '' })).status).toBe(304)
    const head = await service.call('HEAD', `/artifacts/${digest}`)
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
  })

  test('an empty artifact and an unknown one', async () => {
    const empty = await service.call('GET', `/artifacts/${await store('')}`)
    expect([empty.status, await empty.text()]).toEqual([200, ''])
    await problem(await service.call('GET', `/artifacts/${'0'.repeat(64)}`), 404)
    await problem(await service.call('GET', '/artifacts/..%2f..%2fetc%2fpasswd'), 404)
  })

  test('the log of a run is plain text that a browser takes for nothing else', async () => {
    const { id, targets } = await start()
    const log = await store('<script>alert(1)</script>\nKernel panic - not syncing\n')
    await service.parts.store.bisections.addRun(id, {
      revision: { commit: repository.hash('main') },
      targetKey: targets[0]?.key ?? '',
      attempt: 1,
      result: { kind: 'failed', signature: { kind: 'panic', text: 'panic' }, stage: 'kernel' },
      log,
      logBytes: 50,
      command: 'qemu',
      emulator: 'QEMU',
      accelerator: 'tcg',
      worker: 'w',
      cpuSeconds: 1,
      seconds: 1,
    })
    const runs = Type.Object({ items: Type.Array(Run) })
    const [run] = (await answer(runs, await service.call('GET', `/bisections/${id}/runs`))).items
    await answer(Run, await service.call('GET', `/runs/${run?.id}`))
    const response = await service.call('GET', `/runs/${run?.id}/log`, undefined, { range: 'bytes=26-37' })
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).toBe('Kernel panic')
    const report = await (await service.call('GET', `/bisections/${id}/report`)).text()
    expect(report).toContain('  | Kernel panic - not syncing')
    expect(report).toContain(`${service.url}/runs/${run?.id}?bisection=${id}\n`)
  })

  test('the output of a task is followed while a worker is at it', async () => {
    const { id, targets } = await start()
    const task = `boot.${repository.hash('main')}.${targets[0]?.key}.1`
    const path = `/bisections/${id}/tasks/${task}/log`
    await problem(await service.call('GET', path), 404)
    await problem(await service.call('GET', `/bisections/${id}/tasks/..%2f..%2ftoken/log`), 404)
    const file = join(service.directory, 'live-logs', `${id}.${task}.log`)
    writeFileSync(file, 'Booting Linux\n')
    expect(await (await service.call('GET', `${path}?follow=false`)).text()).toBe('Booting Linux\n')
    const patched = `build.${repository.hash('c1')}+${repository.hash('c2')}.${targets[0]?.key}`
    writeFileSync(join(service.directory, 'live-logs', `${id}.${patched}.log`), 'CC mm/cma.o\n')
    const compiling = await service.call('GET', `/bisections/${id}/tasks/${patched}/log?follow=false`)
    expect(await compiling.text()).toBe('CC mm/cma.o\n')
    const merged = `boot.${repository.hash('c1')}&${repository.hash('c2')}.${targets[0]?.key}.1`
    writeFileSync(join(service.directory, 'live-logs', `${id}.${merged}.log`), 'Booting the merge\n')
    const ofMerge = await service.call('GET', `/bisections/${id}/tasks/${merged}/log?follow=false`)
    expect(await ofMerge.text()).toBe('Booting the merge\n')
    // As many as one token may have streams: none of them holds a place.
    await Promise.all(Array.from({ length: 100 }, () => service.call('HEAD', path)))
    const followed = await service.call('GET', path)
    expect(followed.status).toBe(200)
    appendFileSync(file, 'Kernel panic\n')
    rmSync(file)
    expect(followed.headers.get('content-security-policy')).toContain('sandbox')
    expect(await followed.text()).toBe('Booting Linux\nKernel panic\n')
  })
})

describe('webhooks', () => {
  test('the secret is shown once; a test leaves a delivery that waits', async () => {
    const created = await service.call('POST', '/webhooks', { url: 'http://127.0.0.1:9/hook' })
    const { id, secret } = await answer(WebhookCreated, created, 201)
    expect(secret).toMatch(/^whsec_/)
    const shown = await service.call('GET', `/webhooks/${id}`)
    expect(await answer(Webhook, shown)).not.toHaveProperty('secret')
    await service.call('POST', `/webhooks/${id}/test`)
    const deliveries = await answer(Page(Delivery), await service.call('GET', `/webhooks/${id}/deliveries`))
    expect(deliveries.items).toMatchObject([{ type: 'ping', state: 'waiting', webhookId: id }])
    expect((await service.call('DELETE', `/webhooks/${id}`)).status).toBe(204)
    await problem(await service.call('POST', `/webhooks/${id}/test`), 404)
  })

  test.each([
    [{ url: 'https://10.0.0.1/hook' }, 'url: 10.0.0.1 is not a public address'],
    [{ url: 'https://[::1]/hook' }, 'is not a public address'],
    [{ url: 'http://93.184.216.34/hook' }, 'may only be reached by https'],
    [{ url: 'javascript:alert(1)' }, 'has the scheme javascript'],
    [{ url: 'https://example.org', types: ['ping'] }, 'types[0]: "ping" is not one of bisection.started'],
  ])('%j is refused', async (body, words) => {
    expect((await problem(await service.call('POST', '/webhooks', body), 422)).detail).toContain(words)
  })
})

describe('who may ask', () => {
  const plain = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${service.url}${path}`, { redirect: 'manual', ...init })

  test('without a token there is nothing but the description, the health and the login', async () => {
    for (const path of ['/bisections', '/trees', '/events', '/workers', `/artifacts/${'0'.repeat(64)}`]) {
      const response = await plain(`/api/v1${path}`)
      expect(response.headers.get('www-authenticate')).toContain('Bearer')
      await problem(response, 401)
    }
    for (const path of ['/api/v1/openapi.json', '/api/v1/docs', '/healthz', '/readyz', '/metrics', '/'])
      expect([path, (await plain(path)).status]).toEqual([path, 200])
    await problem(await plain('/api/v1/bisections', { headers: { authorization: 'Bearer wrong' } }), 401)
  })

  test('the login page gets a cookie that reads, and writes from our own pages only', async () => {
    const login = await plain('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: service.token }),
    })
    expect(login.status).toBe(200)
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(cookie).not.toContain(service.token)
    expect((await plain('/api/v1/bisections', { headers: { cookie } })).status).toBe(200)
    expect(await (await plain('/api/v1/session', { headers: { cookie } })).json()).toMatchObject({ name: 'bootstrap' })
    const post = (headers: Record<string, string>) =>
      plain('/api/v1/trees/small/fetch', { method: 'POST', headers: { cookie, ...headers } })
    await problem(await post({ 'sec-fetch-site': 'cross-site' }), 403)
    await problem(await post({ origin: 'https://evil.example' }), 403)
    expect((await post({ origin: service.url })).status).toBe(200)
  })

  test('the login link sets the cookie and takes the token out of the address', async () => {
    // As a browser says that it opens a link of a terminal or a mail program.
    const direct = { headers: { 'sec-fetch-site': 'none' } }
    const good = await plain(`/login?token=${service.token}&next=/bisections/abc`, direct)
    expect([good.status, good.headers.get('location')]).toEqual([303, '/bisections/abc'])
    expect(good.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Lax')
    const link = new URL(loginLink(service.url, service.parts.settings.sessionKey, '/bisections/abc'))
    const once = await plain(`${link.pathname}${link.search}`, direct)
    expect([once.status, once.headers.get('location')]).toEqual([303, '/bisections/abc'])
    expect(once.headers.get('set-cookie')).toContain('kbisect_session=')
    const twice = await plain(`${link.pathname}${link.search}`, direct)
    expect(twice.headers.get('location')).toBe('/login?refused=1&next=%2Fbisections%2Fabc')
    expect(twice.headers.get('set-cookie')).toBeNull()
    const away = await plain(`/login?token=${service.token}&next=//evil.example`, direct)
    expect(away.headers.get('location')).toBe('/')
    const wrong = await plain('/login?token=wrong&next=/x')
    expect([wrong.headers.get('location'), wrong.headers.get('set-cookie')]).toEqual([
      '/login?refused=1&next=%2Fx',
      null,
    ])
    expect(await (await plain('/login')).text()).toContain('<title>kbisect')
  })

  test('a wrong token at the login page is told at its field', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"token":"wrong"}' }
    expect((await problem(await plain('/api/v1/session', init), 401)).errors?.[0]?.field).toBe('token')
  })

  test('limits are told in the standard headers', async () => {
    const { headers } = await plain('/healthz')
    expect(Number(headers.get('ratelimit-limit'))).toBeGreaterThan(1000)
    expect(headers.get('ratelimit-remaining')).not.toBeNull()
  })
})

describe('odd requests', () => {
  test('unknown routes of the API are problems, everything else is the dashboard', async () => {
    expect((await problem(await service.call('GET', '/no/such'), 404)).detail).toContain('/api/v1/no/such')
    await problem(await service.call('PATCH', '/bisections'), 405)
    await problem(await fetch(`${service.url}/api`), 404)
    const page = await fetch(`${service.url}/bisections/abcdefgh`)
    expect([page.status, await page.text()]).toEqual([200, '<title>kbisect</title>'])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const asset = await fetch(`${service.url}/assets/index-1a2b.js`)
    expect(asset.headers.get('cache-control')).toContain('immutable')
    // As the build left it beside the file, for whoever can read that.
    expect([asset.headers.get('content-encoding'), await asset.text()]).toEqual(['gzip', 'export {}'])
    const plainly = await fetch(`${service.url}/assets/index-1a2b.js`, { headers: { 'accept-encoding': 'identity' } })
    expect([plainly.headers.get('content-encoding'), await plainly.text()]).toEqual([null, 'export {}'])
    await problem(await fetch(`${service.url}/assets/gone.js`), 404)
    await problem(await fetch(`${service.url}/..%2f..%2fapi.log`), 404)
  })

  test('bodies that are not JSON are refused', async () => {
    expect((await problem(await service.call('POST', '/bisections', '{"tree":'), 400)).detail).toContain('JSON')
    const refused = await problem(await service.call('POST', '/bisections', 'x', { 'content-type': 'text/plain' }), 415)
    expect(refused.detail).toContain('send the header "Content-Type: application/json"')
    expect(refused.errors).toMatchObject([{ field: 'content-type', value: 'text/plain', hint: expect.any(String) }])
    await problem(await service.call('POST', '/bisections', `"${'x'.repeat(9 << 20)}"`), 413)
    await problem(await service.call('POST', '/bisections', '[]'), 422)
  })

  test('the description is OpenAPI 3.1 and names every route with its answers', async () => {
    const document = (await (await fetch(`${service.url}/api/v1/openapi.json`)).json()) as {
      openapi: string
      paths: Record<string, Record<string, { summary?: string; tags?: string[]; responses: object }>>
    }
    expect(document.openapi).toMatch(/^3\.1/)
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
    )
    expect(operations.map(({ name }) => name)).toContain('post /api/v1/bisections/{id}/cancel')
    expect(operations.length).toBeGreaterThan(25)
    for (const { name, summary, tags, responses } of operations)
      expect([name, summary, tags?.length, Object.keys(responses)]).toEqual([
        name,
        expect.any(String),
        1,
        expect.arrayContaining(['4XX']),
      ])
  })

  test('the description tells what an engine believes', async () => {
    const document = JSON.stringify(await (await fetch(`${service.url}/api/v1/openapi.json`)).json())
    for (const words of [
      'as unsure as among eight',
      'not to change this kernel',
      'the fix that was applied',
      'can change this kernel',
      '"choice","prediction"',
    ])
      expect(document.toLowerCase()).toContain(words)
  })

  test('the description tells what a result rests on, and what a request may look for', async () => {
    const document = JSON.stringify(await (await fetch(`${service.url}/api/v1/openapi.json`)).json())
    for (const words of [
      'What the probability of the culprit rests on',
      'Why there is no culprit',
      'What meets in it',
      'Runs of kernels that have the culprit',
      'answers the target’s configuration otherwise',
      'The result in sentences',
      'The failure that is looked for',
      '"soft-lockup","hard-lockup"',
      '"inherited","no change"',
    ])
      expect(document).toContain(words)
  })

  test.each(['/api/v1/docs', '/api/v1/docs/'])('the page %s loads its files, and none from elsewhere', async (path) => {
    const page = await fetch(`${service.url}${path}`)
    const files = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, file = '']) => new URL(file, page.url),
    )
    expect(files.length).toBeGreaterThan(4)
    expect(page.headers.get('content-security-policy')).not.toContain('https:')
    for (const file of files) {
      expect(file.origin).toBe(service.url)
      expect([file.pathname, (await fetch(file)).status]).toEqual([file.pathname, 200])
    }
  })

  test('metrics count by route, and no token is in the log or the metrics', async () => {
    const headers = { 'sec-fetch-site': 'none' }
    await fetch(`${service.url}/login?token=${service.token}`, { redirect: 'manual', headers })
    const metrics = await (await fetch(`${service.url}/metrics`)).text()
    expect(metrics).toContain('kbisect_http_request_seconds_count{method="GET",route="/login",status="303"}')
    expect(metrics).not.toContain(service.token)
  })
})

describe('without Redis', () => {
  test('the service is alive but not ready, and says that the queue is away', async () => {
    await service.stopRedis()
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${service.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, expect.objectContaining({ database: 'ok' })])
    expect((await problem(await service.call('GET', '/workers'), 503)).type).toBe('urn:kbisect:queue-unavailable')
  })
})
