import type { RegressionReported } from '@kbisect/contracts'
import { hashOf, type MemoryStore } from '@kbisect/testing'
import { expect, it } from 'vitest'
import { RequestError } from '../model/errors.ts'
import type { NewDeliveries } from '../model/ports.ts'
import { passed } from '../plan/simulated-hosts.fixture.ts'
import { cancelBisection } from './control-bisection.ts'
import {
  type ImportedRegression,
  importRegression,
  type RegressionImports,
  type Reported,
} from './import-regression.ts'
import { openUseCases } from './use-cases.fixture.ts'

const OOPS = `Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000
Internal error: Oops: 96000004 [#1] SMP
pc : foo_probe+0x10/0x20
Call trace:
 foo_probe+0x10/0x20`

const reported: Reported = {
  request: { tree: 'toy', good: 'good', bad: 'bad', target: { architecture: 'arm64' } },
  fields: { good: 'checkouts[1].git_commit_hash', bad: 'checkouts[0].git_commit_hash' },
  obstacle: undefined,
  notes: [],
  source: 'kcidb',
  origin: { testId: 'maestro:1' },
  excerpt: undefined,
}

/** Regressions as rows in memory. */
class MemoryImports implements RegressionImports {
  readonly rows: { stored: ImportedRegression; shown: RegressionReported }[] = []
  bisection: string | undefined

  async known(dedupKeys: readonly string[]) {
    return this.rows.find(({ stored }) => dedupKeys.includes(stored.dedupKey))?.shown
  }

  async bisectionOf(dedupKeys: readonly string[]) {
    for (const dedupKey of dedupKeys) {
      const record = await this.#store.find((await this.#store.findByDedupKey(dedupKey)) ?? '')
      if (record && (record.state !== 'finished' || record.result?.culprit)) return record.id
    }
    return this.bisection
  }

  readonly #store: MemoryStore

  constructor(store: MemoryStore) {
    this.#store = store
  }

  async create(stored: ImportedRegression, deliveries: readonly NewDeliveries[]) {
    const { goodHash, badHash, targetName, branch, signature, bisectionId, note, source } = stored
    const shown: RegressionReported = {
      ...{ id: stored.id, tree: 'toy', branch, good: goodHash, bad: badHash, target: targetName },
      ...{ architecture: 'arm64', test: 'boot', signature, foundAt: '2026-03-01T10:00:00Z', source, state: 'open' },
      ...{ triage: null, culprit: null, label: null, bisectionId, note },
    }
    this.rows.push({ stored, shown })
    const [told] = deliveries
    const ids = told ? await this.#store.addDeliveries(told.subject, told.type, told.messages) : []
    return { regression: shown, deliveries: ids }
  }

  async link(id: string, bisectionId: string, note: string | null) {
    const row = this.rows.find(({ shown }) => shown.id === id)
    if (!row) throw new Error(`there is no ${id}`)
    row.shown = { ...row.shown, bisectionId, note }
    return row.shown
  }
}

function open() {
  const cases = openUseCases()
  const imports = new MemoryImports(cases.store)
  const { ports, tree, history, queue } = cases
  const all = { ...ports, imports, regressionUrl: (id: string) => `http://localhost/regressions/${id}` }
  const take = (changes: Partial<Reported> = {}) => importRegression(all, tree, history, { ...reported, ...changes })
  return { ...cases, imports, take, queue }
}

it('stores what was reported, and starts a bisection of it for whoever reported it', async () => {
  const { take, imports, store, queue } = open()
  const { regression, isNew } = await take({ createdBy: 'maestro' })
  expect(isNew).toBe(true)
  expect(imports.rows[0]?.stored).toMatchObject({
    goodHash: hashOf('good'),
    badHash: hashOf('bad'),
    targetName: 'arm64',
    testKind: 'boot',
    signature: null,
    origin: { testId: 'maestro:1' },
  })
  expect(queue.advances).toEqual([regression.bisectionId])
  expect((await store.find(regression.bisectionId ?? ''))?.request).toEqual(reported.request)
})

it('has the failure of the excerpt looked for, unless the report names one or it is a build', async () => {
  const requestOf = async (changes: Partial<Reported>) => {
    const { take, store } = open()
    const { regression } = await take({ excerpt: OOPS, ...changes })
    return (await store.find(regression.bisectionId ?? ''))?.request.failure
  }
  expect(await requestOf({})).toEqual({ kind: 'oops', function: 'foo_probe' })
  expect(await requestOf({ request: { ...reported.request, failure: { kind: 'hang' } } })).toEqual({ kind: 'hang' })
  expect(await requestOf({ request: { ...reported.request, test: { kind: 'build' } } })).toBeUndefined()
  expect(await requestOf({ excerpt: 'nothing that fails' })).toBeUndefined()
})

it.each([
  ['the journal', 'Mar 01 10:00:00 host kernel: '],
  ['dmesg -T', '[Fri Mar  1 10:00:00 2024] '],
  ['dmesg with a caller', '[   52.355286] [    T848] '],
  ['LAVA', '2024-03-01T10:00:00.123456 [   52.355286] '],
  ['GitHub', '2024-03-01T10:00:00.1234567Z [   52.355286] '],
  ['a quoted mail', '> [   52.355286] '],
])('has the failure of an excerpt in the form of %s looked for', async (_, front) => {
  const { take, store, imports } = open()
  const excerpt = OOPS.split('\n')
    .map((line) => front + line)
    .join('\n')
  const { regression } = await take({ excerpt })
  expect((await store.find(regression.bisectionId ?? ''))?.request.failure).toEqual({
    kind: 'oops',
    function: 'foo_probe',
  })
  // The same failure in another form is no other regression.
  expect(await take({ excerpt: OOPS })).toEqual({ regression, isNew: false })
  expect(imports.rows).toHaveLength(1)
})

it('takes the same failure for the same, with its excerpt or without', async () => {
  const { take, imports, queue } = open()
  const first = await take({ excerpt: OOPS })
  expect(await take()).toEqual({ regression: first.regression, isNew: false })
  expect(await take({ excerpt: OOPS })).toEqual({ regression: first.regression, isNew: false })
  expect(imports.rows).toHaveLength(1)
  expect(queue.advances).toHaveLength(1)
  await take({ request: { ...reported.request, good: 'c1' } })
  expect(imports.rows).toHaveLength(2)
})

it('starts one bisection for a report and a request that come at the same moment', async () => {
  const { take, start, store } = open()
  const failure = { kind: 'oops', function: 'foo_probe' } as const
  const [{ regression }, { id }] = await Promise.all([take({ excerpt: OOPS }), start({ runs: {}, failure })])
  expect(regression.bisectionId).toBe(id)
  expect(store.ids).toEqual([id])
})

it.each([
  [
    'did not show the failure',
    async ({ take, hosts, runToEnd }: ReturnType<typeof open>) => {
      hosts.boot = async () => passed
      const { regression } = await take()
      await runToEnd(regression.bisectionId ?? '')
      return regression
    },
  ],
  [
    'was cancelled',
    async ({ take, ports, advance }: ReturnType<typeof open>) => {
      const { regression } = await take()
      await cancelBisection(ports, regression.bisectionId ?? '')
      await advance(regression.bisectionId ?? '')
      return regression
    },
  ],
] as const)('searches anew for what is reported again after its bisection %s', async (_, search) => {
  const cases = open()
  const first = await search(cases)
  const ended = await cases.record(first.bisectionId ?? '')
  expect(ended).toMatchObject({ state: 'finished', result: { culprit: null } })
  const again = (await cases.take()).regression
  expect(again.id).toBe(first.id)
  expect(again.bisectionId).not.toBe(first.bisectionId)
  expect((await cases.record(again.bisectionId ?? '')).state).toBe('queued')
  expect((await cases.take()).regression.bisectionId).toBe(again.bisectionId)
  expect(cases.imports.rows).toHaveLength(1)
})

it('attaches a report to no other search that found nothing', async () => {
  const { take, start, hosts, runToEnd } = open()
  hosts.boot = async () => passed
  const { id } = await start({ runs: {} })
  await runToEnd(id)
  expect((await take()).regression.bisectionId).not.toBe(id)
})

it('keeps the bisection that found the culprit when the failure is reported again', async () => {
  const { take, runToEnd } = open()
  const { regression } = await take()
  expect((await runToEnd(regression.bisectionId ?? '')).result?.outcome).toBe('culprit')
  expect(await take()).toEqual({ regression, isNew: false })
})

it('starts nothing where something is in the way, says what, and starts it when it comes again without', async () => {
  const { take, queue } = open()
  const { regression } = await take({ obstacle: 'It cannot be run here.', notes: ['It was built otherwise.'] })
  expect(regression).toMatchObject({ bisectionId: null, note: 'It cannot be run here. It was built otherwise.' })
  expect(queue.advances).toEqual([])
  expect((await take({ obstacle: 'It cannot be run here.' })).regression.bisectionId).toBeNull()
  const again = await take({ notes: ['It was built otherwise.'] })
  expect(again.regression).toMatchObject({ id: regression.id, note: 'It was built otherwise.' })
  expect(queue.advances).toEqual([again.regression.bisectionId])
})

it('takes the bisection that is there already', async () => {
  const { take, imports, queue } = open()
  imports.bisection = 'bisection0'
  expect((await take()).regression.bisectionId).toBe('bisection0')
  expect(queue.advances).toEqual([])
})

it.each<[string, Partial<Reported['request']>, string]>([
  ['a bad commit that is not there', { bad: 'nowhere' }, reported.fields.bad],
  ['a good commit that is not there', { good: 'nowhere' }, reported.fields.good],
  ['a range that runs backwards', { good: 'bad', bad: 'good' }, reported.fields.bad],
])('refuses %s in the field of the report, and stores nothing', async (_, request, field) => {
  const { take, imports, queue } = open()
  const error: unknown = await take({ request: { ...reported.request, ...request } }).catch((one: unknown) => one)
  expect(error).toBeInstanceOf(RequestError)
  expect((error as RequestError).errors.map((one) => one.field)).toEqual([field])
  expect(imports.rows).toEqual([])
  expect(queue.advances).toEqual([])
})

it('lets a mirror that cannot be read be a fault, not a mistake of the reporter', async () => {
  const { take, history } = open()
  history.resolve = async () => {
    throw new Error('the disk is broken')
  }
  const refused = take()
  await expect(refused).rejects.toThrow('the disk is broken')
  await expect(refused).rejects.not.toBeInstanceOf(RequestError)
})
