import type { Triage } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../connection/new-id.ts'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import { boot, build, commits, hash, mainTarget, newBisection, run, storedBisection } from './bisection.fixture.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
  await query(opened.url, `ALTER TABLE "Event" ADD CONSTRAINT "no_bad_news" CHECK ("message" <> 'bad news')`)
})

afterAll(() => opened?.remove())

const at = '2026-01-01T00:00:00.000Z'
const triage: Triage = { state: 'known', by: 'ann', why: null, commit: null, at }
const events = (message: string) => ({ events: [{ type: 'stage', message, data: { stage: 'boundaries' } } as const] })
const told = async (id: string) =>
  (await store.events.list({ bisectionId: id, after: 0, limit: 100 })).map(({ message }) => message)

const regressionOf = async (id: string) => {
  const treeId = (await store.bisections.find(id))?.tree.id ?? ''
  return await store.bisections.addRegression(id, {
    ...{ goodHash: hash(1), badHash: hash(2), targetName: 'arm64', architecture: 'arm64', branch: null },
    ...{ treeId, testKind: 'boot', signature: null },
  })
}

/** What each method writes beside its events, and how to look at it. */
const facts: [string, (id: string, news: string) => Promise<unknown>, (id: string) => Promise<unknown>][] = [
  [
    'a change of the bisection',
    (id, news) => store.bisections.update(id, { stage: 'narrow', startedAt: 'now' }, events(news)),
    async (id) => {
      const { stage, startedAt } = (await store.bisections.find(id)) ?? {}
      return [stage, startedAt !== null]
    },
  ],
  [
    'a build',
    (id, news) => store.bisections.addBuild(id, build({ commit: hash(1) }), events(news)),
    async (id) => (await store.bisections.facts(id)).builds.length,
  ],
  [
    'a run',
    (id, news) => store.bisections.addRun(id, run({ commit: hash(1) }, 1), undefined, events(news)),
    async (id) => (await store.bisections.facts(id)).runs.length,
  ],
  [
    'an infrastructure error',
    (id, news) =>
      store.bisections.addInfrastructureError(
        id,
        { task: 't', code: 'disk-full', message: 'm', worker: 'w' },
        events(news),
      ),
    async (id) => (await store.bisections.facts(id)).infrastructureErrors.size,
  ],
  [
    'a manual verdict with the change that reopens the bisection',
    (id, news) =>
      store.bisections.saveOverride(
        id,
        hash(1),
        { verdict: 'bad', by: 'ann', why: 'seen' },
        { ...events(news), changes: { state: 'running' } },
      ),
    async (id) => [(await store.bisections.facts(id)).overrides.length, (await store.bisections.find(id))?.state],
  ],
  [
    'a manual rerun',
    (id, news) => store.bisections.addRerun(id, { commit: hash(1), runs: 2, by: 'ann', why: null }, events(news)),
    async (id) => (await store.bisections.facts(id)).reruns.length,
  ],
  [
    'the start of a task',
    (id, news) => store.bisections.startWork(id, boot(hash(1)), { name: 'host-1', process: 'p' }, events(news)),
    async (id) => (await query(opened.url, `SELECT 1 FROM "Work" WHERE "bisectionId" = $1`, [id])).length,
  ],
  [
    'verdicts of candidates',
    (id, news) => {
      const change = { hash: hash(10), verdict: 'good', reason: 'passed', possible: false, noop: false, drift: null }
      return store.bisections.saveCandidates(id, [{ ...change, verdict: 'good' }], events(news))
    },
    async (id) => (await store.bisections.candidateStates(id)).filter(({ verdict }) => verdict !== null).length,
  ],
  [
    'pins that are taken back',
    (id, news) => store.bisections.repin(id, [{ targetKey: mainTarget.key, kind: 'toolchain' }], events(news)),
    async (id) => (await store.bisections.pins(id)).length,
  ],
  [
    'the triage state of a regression',
    async (id, news) => store.bisections.triageRegression(await regressionOf(id), triage, events(news)),
    async (id) => (await store.bisections.findRegression({ bisectionId: id }))?.state,
  ],
]

describe('a fact and its event', () => {
  test.each(facts)('are written together or not at all: %s', async (_, write, look) => {
    const id = await storedBisection(store)
    await store.bisections.saveRange(id, commits(2))
    await regressionOf(id)
    await store.bisections.addBuild(id, build({ commit: hash(99) }))
    const before = await look(id)
    await expect(write(id, 'bad news')).rejects.toThrow(/no_bad_news/)
    expect(await look(id)).toEqual(before)
    expect(await told(id)).toEqual([])
    await write(id, 'good news')
    expect(await look(id)).not.toEqual(before)
    expect(await told(id)).toEqual(['good news'])
  })

  test('a new bisection is stored with its first event, or not at all', async () => {
    const tree = await store.trees.add({ name: newId(), url: 'https://example.org/linux.git' })
    const one = newBisection(tree.id)
    await expect(store.bisections.create(one, events('bad news'))).rejects.toThrow(/no_bad_news/)
    expect(await store.bisections.find(one.id)).toBeUndefined()
    await store.bisections.create(one, events('created'))
    expect(await told(one.id)).toEqual(['created'])
  })

  test('a build that is known already writes no second event', async () => {
    const id = await storedBisection(store)
    await store.bisections.addBuild(id, build({ commit: hash(1) }), events('built'))
    expect(await store.bisections.addBuild(id, build({ commit: hash(1) }), events('built again'))).toBe(false)
    expect(await told(id)).toEqual(['built'])
  })

  test('several events keep their order, and messages to webhooks are stored with them', async () => {
    const id = await storedBisection(store)
    const webhook = await store.webhooks.create({
      ...{ url: 'https://example.org/hook', types: ['bisection.started'], description: '', format: 'standard' },
      ...{ filters: {}, githubSignature: false, headers: {}, secret: 'whsec_x' },
    })
    const deliveries = [
      { subject: id, type: 'bisection.started', messages: [{ webhookId: webhook.id, text: '{}' }] } as const,
    ]
    const news = (...messages: string[]) => messages.map((message) => ({ type: 'stage', message }) as const)
    const bad = store.bisections.update(id, { stage: 'boundaries' }, { events: news('one', 'bad news'), deliveries })
    await expect(bad).rejects.toThrow(/no_bad_news/)
    expect((await store.deliveries.list(webhook.id, { limit: 9 })).items).toEqual([])
    const ids = await store.bisections.update(
      id,
      { stage: 'boundaries' },
      { events: news('one', 'two', 'three'), deliveries },
    )
    expect(await told(id)).toEqual(['one', 'two', 'three'])
    expect((await store.deliveries.list(webhook.id, { limit: 9 })).items.map((one) => one.id)).toEqual(ids)
    expect(await store.bisections.update(id, {}, { deliveries })).toEqual([])
  })
})
