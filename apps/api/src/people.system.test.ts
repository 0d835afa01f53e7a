import { join } from 'node:path'
import { Bisection, Candidate, Preview, Problem } from '@kbisect/contracts'
import Type from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer as answer } from './checks.fixture.ts'
import { type Fails, workToEnd } from './people.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree, type SmallRepository } from './small-repository.fixture.ts'

let service: TestService
let repository: SmallRepository
const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' } }

beforeAll(async () => {
  service = await startTestService()
  repository = await addSmallTree(service)
})
afterAll(() => service.remove())

const refused = async (response: Response, status: number) => (await answer(Problem, response, status)).detail ?? ''
const post = (more: object = {}) => service.call('POST', '/bisections', { ...request, ...more })
const read = async (id: string) => answer(Bisection, await service.call('GET', `/bisections/${id}`))
const start = async (more: object = {}) => answer(Bisection, await post({ ...more, attach: false }), 201)

/** From c3 on kernels panic, unless c3 is taken out. */
const broken: Fails = (commit, reverted) =>
  ['c3', 'c4', 'c5'].some((name) => repository.hash(name) === commit) && reverted !== repository.hash('c3')

async function finished(more: object = {}): Promise<string> {
  const { id } = await start(more)
  await workToEnd(service, id, broken)
  return id
}
const judge = (id: string, name: string, verdict: string | null, why = 'the fan was off') =>
  service.call('PUT', `/bisections/${id}/candidates/${repository.hash(name)}/verdict`, { verdict, why })
const rerun = (id: string, name: string, body: object = {}) =>
  service.call('POST', `/bisections/${id}/candidates/${repository.hash(name)}/rerun`, body)
async function eventsOf(id: string, type: string) {
  const events = await service.parts.store.events.list({ bisectionId: id, after: 0, limit: 1000 })
  return events.filter((event) => event.type === type)
}

describe('asking what is known', () => {
  test('answers with the known bisection, says so, and starts nothing', async () => {
    const first = await post({ test: { kind: 'script', script: 'true' } })
    expect(first.headers.get('kbisect-attached')).toBeNull()
    const { id, createdBy, branch } = await answer(Bisection, first, 201)
    expect({ createdBy, branch }).toEqual({ createdBy: 'bootstrap', branch: 'main' })
    const second = await post({ test: { kind: 'script', script: 'true' }, bad: repository.hash('main') })
    expect(second.headers.get('kbisect-attached')).toBe('true')
    expect(second.headers.get('location')).toBe(`/api/v1/bisections/${id}`)
    expect((await answer(Bisection, second)).id).toBe(id)
    const forced = await post({ test: { kind: 'script', script: 'true' }, attach: false })
    expect((await answer(Bisection, forced, 201)).id).not.toBe(id)
  })

  test('of many that ask at the same moment one starts it', async () => {
    const asked = { test: { kind: 'script', script: 'exit 1' }, branch: 'for-next' }
    const responses = await Promise.all(Array.from({ length: 8 }, () => post(asked)))
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(7)
    const bodies = await Promise.all(responses.map(async (response) => (await response.json()) as Bisection))
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(1)
    expect(bodies[0]?.branch).toBe('for-next')
  })

  test('that was cancelled is asked anew', async () => {
    const asked = { test: { kind: 'script', script: 'exit 2' } }
    const first = await answer(Bisection, await post(asked), 201)
    await service.call('POST', `/bisections/${first.id}/cancel`)
    const second = await answer(Bisection, await post(asked), 201)
    await workToEnd(service, second.id, broken)
    const known = await answer(Bisection, await post(asked))
    expect(known).toMatchObject({ id: second.id, state: 'finished', outcome: 'culprit' })
    expect(known.regression?.state).toBe('open')
  })
})

describe('a preview', () => {
  test('resolves and counts, expects, knows and warns, and starts nothing', async () => {
    const count = async () => (await service.parts.store.bisections.summaries({ limit: 100 })).items.length
    const before = await count()
    const asked = {
      ...request,
      alsoTest: [{ architecture: 'arm' }],
      test: { kind: 'console', pattern: 'x', expect: 'absent' },
    }
    const shown = await answer(Preview, await service.call('POST', '/bisections/preview', asked))
    expect(shown).toMatchObject({
      good: { ref: 'c0', hash: repository.hash('c0'), subject: 'c0' },
      bad: { ref: 'main', hash: repository.hash('main'), subject: 'c5' },
      ...{ mergeBases: [], commits: 5, targets: ['arm64', 'arm'], known: null },
      warnings: ['No worker is alive: it waits until one is started.'],
    })
    expect(shown.expected.builds).toBeGreaterThanOrEqual(6)
    expect(await count()).toBe(before)
    const { id } = await answer(Bisection, await post(asked), 201)
    const again = await answer(Preview, await service.call('POST', '/bisections/preview', asked))
    expect(again.known).toBe(id)
  })

  test('rests on what was measured', async () => {
    await finished()
    const shown = await answer(Preview, await service.call('POST', '/bisections/preview', request))
    expect(shown.basis).toBe(
      'As measured in the last bisections of small on arm64: the first build for a target takes 60 s, a further one 60 s, a boot 5 s; about 3 steps, if it fails in every run.',
    )
  })

  test.each([
    { good: 'c99' },
    { tree: 'nowhere' },
    { good: 'island' },
    { target: { architecture: 'mips' } },
    { colour: 'red' },
  ])('refuses %j as starting does', async (changes) => {
    const [start, preview] = await Promise.all([
      post(changes),
      service.call('POST', '/bisections/preview', { ...request, ...changes }),
    ])
    expect(preview.status).toBe(422)
    expect(await preview.json()).toEqual(await start.json())
  })
})

describe('a retry', () => {
  test('is a bisection of its own over the same commits, though the branch has moved', async () => {
    repository.git('branch', '-f', 'moving', 'c4')
    const first = await start({ bad: 'moving' })
    await workToEnd(service, first.id, broken)
    repository.git('branch', '-f', 'moving', 'c5')
    const response = await service.call('POST', `/bisections/${first.id}/retry`)
    const again = await answer(Bisection, response, 201)
    expect(response.headers.get('location')).toBe(`/api/v1/bisections/${again.id}`)
    expect(again).toMatchObject({
      ...{ retryOf: first.id, title: first.title, branch: 'moving', state: 'queued', createdBy: 'bootstrap' },
      bad: { ref: 'moving', hash: repository.hash('c4') },
      request: { bad: repository.hash('c4'), attach: false },
    })
    await workToEnd(service, again.id, broken)
    expect((await read(again.id)).culprit?.hash).toBe(repository.hash('c3'))
    await refused(await service.call('POST', '/bisections/nosuchbisection/retry'), 404)
  })
})

describe('running a commit again', () => {
  test('takes a finished bisection up again, which ends as before', async () => {
    const id = await finished()
    const before = await read(id)
    expect(before).toMatchObject({ state: 'finished', outcome: 'culprit', expected: null })
    const runs = async () =>
      (await service.parts.store.bisections.runs(id, { commit: repository.hash('c4'), limit: 200 })).items.length
    const count = await runs()
    const taken = await answer(Bisection, await rerun(id, 'c4', { runs: 3, why: 'to be sure' }), 202)
    expect(taken).toMatchObject({ state: 'running', finishedAt: null })
    await workToEnd(service, id, broken)
    expect(await runs()).toBe(count + 3)
    expect(await read(id)).toMatchObject({ state: 'finished', label: before.label, culprit: before.culprit })
    expect((await eventsOf(id, 'rerun')).map(({ message }) => message)).toEqual([
      `bootstrap wants ${repository.hash('c4').slice(0, 12)} ("c4") booted 3 times more: to be sure.`,
    ])
    expect((await eventsOf(id, 'finished')).map(({ data }) => data.changed)).toEqual([undefined, false])
  })

  test('is refused with what to do instead', async () => {
    const id = await finished()
    expect(await refused(await rerun(id, 'island'), 404)).toContain('neither in its range nor one of its boundaries')
    await refused(await rerun(id, 'c4', { runs: 0 }), 422)
    await refused(await service.call('POST', `/bisections/${id}/candidates/c4/rerun`, {}), 404)
    const built = await finished({ test: { kind: 'build' } })
    expect(await refused(await rerun(built, 'c4'), 409)).toContain('the build itself')
    const { id: cancelled } = await start()
    await service.call('POST', `/bisections/${cancelled}/cancel`)
    expect(await refused(await rerun(cancelled, 'c4'), 409)).toContain('is being cancelled')
    await workToEnd(service, cancelled, broken)
    expect(await refused(await rerun(cancelled, 'c4'), 409)).toContain('was cancelled; retry it')
  })
})

describe('setting a verdict', () => {
  test('a wrong one leads elsewhere and is named; taken back, the culprit is found again; webhooks hear of each', async () => {
    const url = 'https://example.org/hook'
    const hook = (await (await service.call('POST', '/webhooks', { url, types: ['bisection.finished'] })).json()) as {
      id: string
    }
    const id = await finished()
    const candidate = await answer(Candidate, await judge(id, 'c3', 'good'))
    expect(candidate.override).toMatchObject({ verdict: 'good', by: 'bootstrap', why: 'the fan was off' })
    expect(await read(id)).toMatchObject({ state: 'running' })
    await workToEnd(service, id, broken)
    const misled = await read(id)
    expect(misled).toMatchObject({ state: 'finished', label: 'probable', culprit: { hash: repository.hash('c4') } })
    expect(misled.reason).toContain(`${repository.hash('c3').slice(0, 12)} is good (bootstrap)`)
    expect(misled.result?.checks).toContainEqual(
      expect.objectContaining({
        name: 'parent',
        result: 'passed',
        reason: 'set to good by bootstrap: the fan was off',
      }),
    )
    const back = await answer(Candidate, await judge(id, 'c3', null, 'I was wrong'))
    expect(back.override).toBeNull()
    await workToEnd(service, id, broken)
    expect(await read(id)).toMatchObject({ label: 'confirmed', culprit: { hash: repository.hash('c3') } })
    expect((await eventsOf(id, 'override')).map(({ data }) => [data.verdict, data.by])).toEqual([
      ['good', 'bootstrap'],
      [null, 'bootstrap'],
    ])
    expect((await eventsOf(id, 'finished')).map(({ data }) => data.changed)).toEqual([undefined, true, true])
    const { items } = await service.parts.store.deliveries.list(hook.id, { limit: 50, cursor: undefined })
    const told = items.map(({ request }) => JSON.parse(request) as { data: { id: string; culprit: { hash: string } } })
    expect(told.filter(({ data }) => data.id === id).map(({ data }) => data.culprit.hash)).toEqual(
      ['c3', 'c4', 'c3'].map((name) => repository.hash(name)),
    )
  })

  test('is shown in the list of candidates, and stands while the search goes on', async () => {
    const { id } = await start()
    expect(await refused(await judge(id, 'c2', 'good'), 409)).toContain('are being read')
    const asked = service.parts.store.bisections
    await asked.saveRange(
      id,
      await service.parts
        .openMirror({ name: 'small', url: join(service.directory, 'source') })
        .range([repository.hash('c0')], repository.hash('c5')),
    )
    await answer(Candidate, await judge(id, 'c2', 'skip', 'no serial line'))
    const list = Type.Object({ items: Type.Array(Candidate) })
    const { items } = await answer(list, await service.call('GET', `/bisections/${id}/candidates`))
    expect(items.map(({ override }) => override?.verdict ?? null)).toEqual([null, 'skip', null, null, null])
    await workToEnd(service, id, broken)
    expect((await read(id)).result?.range).toEqual(['c2', 'c3'].map((name) => repository.hash(name)))
  })

  test('is refused for commits outside the range and without a reason', async () => {
    const id = await finished()
    expect(await refused(await judge(id, 'c0', 'bad'), 404)).toContain('only those can be given a verdict')
    await refused(await judge(id, 'c3', 'weak'), 422)
    await refused(await judge(id, 'c3', 'bad', ''), 422)
    await refused(await judge('nosuchbisection', 'c3', 'bad'), 404)
  })
})

test('what it is expected to take still is told while it goes on, and shrinks', async () => {
  await finished()
  const { id } = await start()
  const left: number[] = []
  for (let step = 0; step < 4; step++) {
    await workToEnd(service, id, broken, step === 0 ? 0 : 4)
    left.push((await read(id)).expected?.seconds ?? -1)
  }
  expect(left.at(-1)).toBeGreaterThan(0)
  expect(left).toEqual([...left].sort((a, b) => b - a))
  expect(left[0]).toBeGreaterThan(1.5 * (left.at(-1) ?? 0))
  await workToEnd(service, id, broken)
  expect((await read(id)).expected).toBeNull()
})
