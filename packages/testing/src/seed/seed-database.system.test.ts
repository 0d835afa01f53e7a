import { Bisection, BisectionSummary, Build, Candidate, Event, Regression, Run } from '@kbisect/contracts'
import { migrate, openStore, type Store } from '@kbisect/store'
import type Type from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServices, type TestServices } from '../services.ts'
import { culpritAt } from './seed-bisections.ts'
import { seedDatabase } from './seed-database.ts'

let services: TestServices
let store: Store
const notes: string[] = []

beforeAll(async () => {
  services = await startTestServices()
  await migrate(services.databaseUrl)
  await seedDatabase(services.databaseUrl, { bisections: 40, runs: 1_600, note: (line) => notes.push(line) })
  store = await openStore(services.databaseUrl)
})

afterAll(async () => {
  await store?.close()
  await services?.stop()
})

const wrongIn = (schema: Type.TSchema, values: readonly unknown[]) =>
  values.flatMap((value) => (Value.Check(schema, value) ? [] : [Value.Errors(schema, value)]))

test('a seeded database answers in the shapes of the contracts', async () => {
  const { items } = await store.bisections.summaries({ limit: 100 })
  expect(items).toHaveLength(40)
  expect(wrongIn(BisectionSummary, items)).toEqual([])
  const { id } = items.find(({ outcome }) => outcome === 'culprit') ?? {}
  if (id === undefined) throw new Error('none found a culprit')
  const [detail, candidates, builds, runs, events] = await Promise.all([
    store.bisections.detail(id),
    store.bisections.candidates(id, { limit: 200 }),
    store.bisections.builds(id, { limit: 200 }),
    store.bisections.runs(id, { limit: 200 }),
    store.events.list({ bisectionId: id, after: 0, limit: 200 }),
  ])
  expect(wrongIn(Bisection, [detail])).toEqual([])
  expect(wrongIn(Candidate, candidates.items)).toEqual([])
  expect(wrongIn(Build, builds.items)).toEqual([])
  expect(wrongIn(Run, runs.items)).toEqual([])
  expect(wrongIn(Event, events)).toEqual([])
  expect([candidates.items.length, builds.items.length, runs.items.length, events.length]).toEqual([64, 20, 40, 25])
  expect(wrongIn(Regression, (await store.bisections.regressions({ limit: 100 })).items)).toEqual([])
})

test('the facts of a seeded bisection agree: runs fail from its culprit on, and its range is one line', async () => {
  const id = `seed${'3'.padStart(8, '0')}`
  const { items } = await store.bisections.candidates(id, { limit: 200 })
  const culprit = items[culpritAt(3)]
  expect(culprit?.hash).toBe((await store.bisections.detail(id))?.culprit?.hash)
  expect(items.slice(1).every(({ parents }, at) => parents[0] === items[at]?.hash)).toBe(true)
  const positions = new Map(items.map(({ hash, position }) => [hash, position]))
  for (const run of (await store.bisections.runs(id, { limit: 200 })).items)
    expect(run.result.kind).toBe((positions.get(run.commit) ?? -1) >= culpritAt(3) ? 'failed' : 'passed')
})

test('says how far it is, and refuses to seed twice', async () => {
  expect(notes).toEqual(['seeded 40 of 40 bisections'])
  await expect(seedDatabase(services.databaseUrl, { bisections: 40, runs: 40 })).rejects.toThrow(/duplicate key/)
})
