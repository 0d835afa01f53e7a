import type { BisectionStore, NewBisection, WebhookText } from '@kbisect/bisection'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoreUnderTest } from './store-under-test.ts'
import {
  boot,
  build,
  commits,
  culpritResult,
  hash,
  mainTarget,
  newBisection,
  otherTarget,
  run,
} from './stored-facts.ts'
import { describeStoredFacts } from './stored-facts-suite.ts'

const at = '2026-01-01T00:00:00.000Z'
const culpritOf = (digit: number) => ({
  ...culpritResult,
  culprit: { hash: hash(digit), subject: 's', author: 'a', authoredAt: at },
})
const news = (message: string) => ({ events: [{ type: 'stage', message } as const] })

/** Declares what every store of bisections does, but for the checks of watches. */
export function describeBisectionStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`a store of bisections (${name})`, () => {
    let under: StoreUnderTest
    let store: BisectionStore
    const create = async (changes: Partial<NewBisection> = {}) =>
      (await store.create(newBisection(under.treeId, changes))).id
    const isChanged = async (id: string) => (await store.running()).find((one) => one.id === id)?.isChanged
    const see = async (id: string) => store.markSeen(id, await store.changes(id), null)

    beforeEach(async () => {
      under = await open()
      store = under.store
    })
    afterEach(() => under.close?.())

    describe('its facts', () => {
      describeStoredFacts(() => under)
    })

    test('finds a bisection as it was created', async () => {
      const wanted = newBisection(under.treeId, { mergeBases: [hash(5)], createdBy: 'ann', retryOf: 'b0' })
      const created = await store.create(wanted, news('created'))
      const { treeId, dedupKey, createdBy, retryOf, ...fields } = wanted
      const tree = { id: treeId, name: 'mainline', url: 'https://example.org/mainline.git', commitUrl: null }
      expect(created).toEqual({
        ...{ ...fields, tree, state: 'queued', stage: 'prepare', cancelRequested: false, pauseReason: null },
        ...{ reopenings: 0, commits: 0, candidatesLeft: 0, result: null },
        ...{ createdAt: expect.any(Date), startedAt: null, finishedAt: null },
      })
      expect(await store.find(wanted.id)).toEqual(created)
      expect(await under.eventsOf(wanted.id)).toEqual(['created'])
      await expect(store.create(wanted)).rejects.toMatchObject({ code: 'already-exists' })
    })

    test('has nothing of a bisection that is not there, and does not change it', async () => {
      const gone = { code: 'unknown-bisection' }
      const worker = { name: 'host-1', process: 'p1' }
      expect(await store.find('nowhere')).toBeUndefined()
      expect(await store.stored(['nowhere'])).toEqual([])
      expect([await store.range('nowhere'), await store.candidateStates('nowhere')]).toEqual([[], []])
      expect([await store.pins('nowhere'), await store.changes('nowhere')]).toEqual([[], 0])
      expect(await store.workerOf('nowhere', 'task')).toBeUndefined()
      await store.markSeen('nowhere', 1, null)
      await store.forgetBuild('nowhere', build({ commit: hash(1) }))
      await store.endWork('nowhere', boot(hash(1)))
      await store.remove('nowhere')
      await expect(store.facts('nowhere')).rejects.toMatchObject(gone)
      await expect(store.update('nowhere', { state: 'paused' })).rejects.toMatchObject(gone)
      await expect(store.saveRange('nowhere', commits(1))).rejects.toMatchObject(gone)
      await expect(store.addBuild('nowhere', build({ commit: hash(1) }))).rejects.toMatchObject(gone)
      await expect(store.addRun('nowhere', run({ commit: hash(1) }, 1))).rejects.toMatchObject(gone)
      await expect(store.startWork('nowhere', boot(hash(1)), worker)).rejects.toMatchObject(gone)
      await expect(store.addEvent('nowhere', 'created', 'created')).rejects.toMatchObject(gone)
      const found = newRegression(under.treeId)
      await expect(store.addRegression('nowhere', found)).rejects.toMatchObject(gone)
    })

    test('changes what it is told to change, and stamps moments', async () => {
      const id = await create()
      const finishedAt = new Date(at)
      await store.update(id, { stage: 'narrow', startedAt: 'now', commits: 5 }, news('narrowing'))
      await store.update(id, { state: 'finished', finishedAt, result: culpritResult, pauseReason: null })
      expect(await store.find(id)).toMatchObject({
        ...{ state: 'finished', stage: 'narrow', commits: 5, result: culpritResult },
        ...{ startedAt: expect.any(Date), finishedAt },
      })
      await store.update(id, { state: 'running', finishedAt: null, reopenings: 1, suspects: { functions: [] } })
      const reopened = { state: 'running', finishedAt: null, reopenings: 1, suspects: { functions: [] } }
      expect(await store.find(id)).toMatchObject(reopened)
      expect(await under.eventsOf(id)).toEqual(['narrowing'])
    })

    test('answers a request by the newest bisection that still holds', async () => {
      const first = await create()
      const second = await create()
      await create({ dedupKey: 'another' })
      expect(await store.findByDedupKey('a dedupKey')).toBe(second)
      await store.update(second, { cancelRequested: true })
      expect(await store.findByDedupKey('a dedupKey')).toBe(first)
      await store.update(first, { state: 'finished', result: culpritResult })
      expect(await store.findByDedupKey('a dedupKey')).toBe(first)
      const regression = await store.addRegression(first, newRegression(under.treeId))
      await store.triageRegression(regression, { state: 'fixed', by: 'ann', why: null, commit: hash(9), at })
      expect(await store.findByDedupKey('a dedupKey')).toBeUndefined()
      const failed = await create()
      expect(await store.findByDedupKey('a dedupKey')).toBe(failed)
      await store.update(failed, { state: 'finished', result: { ...culpritResult, outcome: 'error' } })
      expect(await store.findByDedupKey('a dedupKey')).toBeUndefined()
    })

    test('admits queued bisections up to the limit of each architecture', async () => {
      const ids = [await create(), await create(), await create()]
      const other = await create({ targets: [otherTarget] })
      expect(new Set(await store.admit(2))).toEqual(new Set([ids[0], ids[1], other]))
      expect(await store.admit(2)).toEqual([])
      expect((await store.running()).map(({ id, architecture }) => [id, architecture])).toEqual([
        [ids[0], 'arm64'],
        [ids[1], 'arm64'],
        [other, 'arm'],
      ])
      await store.update(ids[0] ?? '', { state: 'paused', pauseReason: 'the disk is full' })
      expect(await store.admit(2)).toEqual([ids[2]])
    })

    test('notes what changed since a bisection was seen, and nothing else', async () => {
      const id = await create()
      await store.update(id, { state: 'running' })
      expect(await isChanged(id)).toBe(true)
      const dueAt = new Date(at)
      await store.markSeen(id, await store.changes(id), dueAt)
      expect((await store.running())[0]).toMatchObject({ isChanged: false, dueAt, seenAt: expect.any(Date) })
      await store.update(id, { state: 'running', stage: 'narrow', commits: 3, expected: null })
      await store.startWork(id, boot(hash(1)), { name: 'host-1', process: 'p1' })
      await store.addEvent(id, 'stage', 'narrow')
      await store.forgetBuild(id, build({ commit: hash(1) }))
      expect(await isChanged(id)).toBe(false)
      const facts = [
        () => store.addBuild(id, build({ commit: hash(1) })),
        () => store.addRun(id, run({ commit: hash(1) }, 1)),
        () => store.addInfrastructureError(id, { task: 't', worker: 'w', code: 'c', message: 'm' }),
        () => store.addRerun(id, { commit: hash(1), runs: 3, by: 'ann', why: null }),
        () => store.saveOverride(id, hash(1), { verdict: 'good', by: 'ann', why: 'I saw it' }),
        () => store.forgetBuild(id, build({ commit: hash(1) })),
        () => store.update(id, { suspects: { functions: [] } }),
        () => store.update(id, { resumedAt: 'now' }),
        () => store.update(id, { cancelRequested: true }),
      ]
      for (const add of facts) {
        await see(id)
        await add()
        expect(await isChanged(id)).toBe(true)
      }
      await see(id)
      expect(await store.addRun(id, run({ commit: hash(1) }, 1))).toBe(false)
      expect(await isChanged(id)).toBe(false)
    })

    test('runs one after the other what holds the same name', async () => {
      const steps: string[] = []
      const use = (step: string) => async () => {
        steps.push(`${step} begins`)
        await store.stored([])
        steps.push(`${step} ends`)
        return step
      }
      const all = [store.exclusively('b1', use('first')), store.exclusively('b1', use('second'))]
      expect(await Promise.all(all)).toEqual(['first', 'second'])
      expect(steps).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
      const broken = new Error('it broke')
      await expect(store.exclusively('b1', () => Promise.reject(broken))).rejects.toBe(broken)
      expect(await store.exclusively('b1', use('third'))).toBe('third')
    })

    test('removes a bisection with its facts, and keeps its regression', async () => {
      const id = await create()
      await store.addRun(id, run({ commit: hash(1) }, 1))
      const regression = await store.addRegression(id, newRegression(under.treeId))
      await store.update(id, { state: 'finished', result: culpritOf(7) })
      await store.remove(id)
      expect([await store.stored([id]), await store.pins(id), await store.changes(id)]).toEqual([[], [], 0])
      expect(await store.findRegression({ bisectionId: id })).toBeUndefined()
      const left = { id: regression, bisectionId: null, culprit: null, state: 'open' }
      expect(await store.findRegression({ id: regression })).toMatchObject(left)
    })

    test('hands the triage state of a removed bisection to another one of the same culprit', async () => {
      const [first, second] = [await create({ dedupKey: 'a' }), await create({ dedupKey: 'b' })]
      const regression = await store.addRegression(first, newRegression(under.treeId))
      const own = await store.addRegression(second, newRegression(under.treeId))
      for (const id of [first, second]) await store.update(id, { state: 'finished', result: culpritOf(7) })
      const triage = { state: 'known', by: 'ann', why: null, commit: null, at } as const
      await store.triageRegression(regression, triage)
      await store.remove(first)
      const kept = { id: own, bisectionId: second, state: 'known', triage, culprit: { hash: hash(7) } }
      expect(await store.findRegression({ bisectionId: second })).toMatchObject(kept)
      expect(await store.findRegression({ id: regression })).toMatchObject(kept)
      await store.triageRegression(regression, { ...triage, state: 'claimed' }, news('claimed'))
      expect(await under.eventsOf(second)).toEqual(['claimed'])
    })

    test('keeps a regression that is found again, with its triage state and the new signature', async () => {
      const id = await create()
      const found = newRegression(under.treeId)
      const regression = await store.addRegression(id, found)
      const triage = { state: 'known', by: 'ann', why: null, commit: null, at } as const
      await store.triageRegression(regression, triage, news('triaged'))
      const signature = { kind: 'panic', text: 'panic in cma_init' } as const
      expect(await store.addRegression(id, { ...found, goodHash: hash(3), signature })).toBe(regression)
      expect(await store.findRegression({ bisectionId: id })).toEqual({
        ...{ id: regression, bisectionId: id, tree: 'mainline', branch: null, good: hash(1), bad: hash(2) },
        ...{ target: 'arm64', architecture: 'arm64', test: 'boot', signature, source: 'bisection' },
        ...{ foundAt: expect.any(String), updatedAt: expect.any(String), gone: null },
        ...{ state: 'known', triage, culprit: null, label: null },
      })
      expect(await under.eventsOf(id)).toEqual(['triaged'])
      await expect(store.triageRegression('nowhere', triage)).rejects.toMatchObject({ code: 'unknown-regression' })
      expect(await store.findRegression({ id: 'nowhere' })).toBeUndefined()
    })

    test('joins the regressions of one culprit, and finds them before the culprit is stored', async () => {
      const ids = [await create({ dedupKey: 'a' }), await create({ dedupKey: 'b' }), await create({ dedupKey: 'c' })]
      const [first = '', second = '', third = ''] = ids
      const regressions: string[] = []
      for (const id of ids) regressions.push(await store.addRegression(id, newRegression(under.treeId)))
      expect(new Set(regressions).size).toBe(3)
      await store.update(first, { state: 'finished', result: culpritOf(7) })
      const aboutOf = async (id: string, culpritHash?: string) =>
        (await store.findRegression({ bisectionId: id, culpritHash }))?.id
      expect(await aboutOf(second, hash(7))).toBe(regressions[0])
      expect(await aboutOf(second, hash(8))).toBe(regressions[1])
      await store.update(second, { state: 'finished', result: culpritOf(7) })
      await store.update(third, { state: 'finished', result: culpritOf(8) })
      expect([await aboutOf(second), await aboutOf(third)]).toEqual([regressions[0], regressions[2]])
      const triage = { state: 'known', by: 'ann', why: null, commit: null, at } as const
      await store.triageRegression(regressions[1] ?? '', triage, news('triaged'))
      expect(await store.findRegression({ bisectionId: first })).toMatchObject({ triage, culprit: { hash: hash(7) } })
      expect(await Promise.all(ids.map((id) => under.eventsOf(id)))).toEqual([['triaged'], ['triaged'], []])
    })

    test('delivers a message of one type and subject once to a webhook', async () => {
      const id = await create()
      const text = JSON.stringify({ timestamp: at })
      const messages: WebhookText[] = [{ webhookId: under.webhookId, text }]
      expect((await store.subscribers('bisection.started')).map((one) => one.id)).toEqual([under.webhookId])
      expect(await store.subscribers('bisection.progressed')).toEqual([])
      const deliveries = [{ subject: id, type: 'bisection.started', messages } as const]
      const ids = await store.update(id, { stage: 'narrow' }, { deliveries })
      expect(ids).toHaveLength(1)
      expect(await store.addDeliveries(id, 'bisection.started', messages)).toEqual([])
      expect(await store.addDeliveries(`${id} 2`, 'bisection.started', messages)).toHaveLength(1)
      const last = (webhookId: string, start: string) => store.lastDelivery('bisection.started', [webhookId], start)
      expect(await last(under.webhookId, id)).toEqual({ subject: `${id} 2`, at: expect.any(Date) })
      expect(await last(under.webhookId, `${id} 3`)).toBeUndefined()
      expect(await last('another', id)).toBeUndefined()
    })
  })
}

const newRegression = (treeId: string) => ({
  ...{ goodHash: hash(1), badHash: hash(2), targetName: mainTarget.name, architecture: 'arm64', branch: null },
  ...{ treeId, testKind: 'boot', signature: null },
})
