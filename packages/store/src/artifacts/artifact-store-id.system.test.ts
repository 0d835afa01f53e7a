import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../connection/postgres.fixture.ts'
import { openStore, type Store } from '../store.ts'
import { openArtifacts } from './local-artifacts.ts'

let postgres: TestPostgres
let store: Store | undefined
let directory: string

beforeAll(async () => {
  postgres = await startTestPostgres()
  directory = mkdtempSync(join(tmpdir(), 'kbisect-artifacts-'))
})

beforeEach(async () => {
  await store?.close()
  store = await openStore(await postgres.database())
})

afterAll(async () => {
  await store?.close()
  await postgres?.remove()
  rmSync(directory, { recursive: true })
})

let places = 0
const place = () => openArtifacts(join(directory, `place-${++places}`))
const theStore = (): Store => {
  if (!store) throw new Error('no store is open')
  return store
}

test('the first process claims its artifacts for the service, and others that share them may start', async () => {
  const artifacts = await place()
  await theStore().requireArtifacts(artifacts)
  const id = await artifacts.storeId()
  expect(readFileSync(join(artifacts.place, 'store-id'), 'utf8')).toBe(`${id}\n`)
  expect(await theStore().bisections.artifactStoreId()).toBe(id)
  await theStore().requireArtifacts(await openArtifacts(artifacts.place))
})

test('a process with another directory is refused, with both places and what to do', async () => {
  const [ours, theirs] = [await place(), await place()]
  await theStore().requireArtifacts(ours)
  await theirs.makeStoreId()
  await expect(theStore().requireArtifacts(theirs)).rejects.toMatchObject({
    code: 'artifact-store-differs',
    message: expect.stringMatching(new RegExp(`${theirs.place} has store-id .* store-id is ${await ours.storeId()}`)),
    hint: expect.stringContaining('share the state directory among all hosts'),
  })
})

test('an empty directory, as of a disk that is not mounted, is refused and stays empty', async () => {
  await theStore().requireArtifacts(await place())
  const empty = await place()
  await expect(theStore().requireArtifacts(empty)).rejects.toMatchObject({ code: 'artifact-store-differs' })
  expect(await empty.storeId()).toBeUndefined()
})

test('of two processes that start at once with directories of their own one is refused', async () => {
  for (let round = 0; round < 5; round++) {
    await store?.close()
    store = await openStore(await postgres.database())
    const both = [await place(), await place()]
    const started = await Promise.allSettled(both.map((artifacts) => theStore().requireArtifacts(artifacts)))
    expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  }
})

test('processes that start at once on one directory get one id', async () => {
  const first = await place()
  const all = await Promise.all([1, 2, 3, 4, 5].map(() => openArtifacts(first.place)))
  await Promise.all(all.map((artifacts) => theStore().requireArtifacts(artifacts)))
  expect(new Set(await Promise.all(all.map((artifacts) => artifacts.storeId()))).size).toBe(1)
})

test('artifacts that outlived their database are taken by the next one', async () => {
  const artifacts = await place()
  const id = await artifacts.makeStoreId()
  await theStore().requireArtifacts(artifacts)
  expect(await theStore().bisections.artifactStoreId()).toBe(id)
})
