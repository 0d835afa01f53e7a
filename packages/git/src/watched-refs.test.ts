import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let mirror: Mirror
const named: Record<string, string> = {}

const commit = (name: string): void => {
  named[name] = source.commit(name, { [name]: name })
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-git-'))
  source = new SourceRepository(join(root, 'source'))
  for (const name of ['c1', 'c2']) commit(name)
  source.git('checkout', '-q', '-b', 'ci/side', named.c1 ?? '')
  commit('s1')
  source.git('checkout', '-q', 'main')
  named.m3 = source.merge('ci/side')
  commit('c4')
  source.git('checkout', '-q', '-b', 'rebased', named.c1 ?? '')
  for (const name of ['r2', 'r3']) commit(name)
  source.git('tag', 'next-1', named.c2 ?? '')
  source.git('tag', '-a', '-m', 'annotated', 'next-2', named.m3 ?? '')
  source.git('tag', 'a-tree', 'main^{tree}')
  mirror = openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
    { name: 'tree', url: source.directory },
  )
  await mirror.fetch()
})

afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

test('branches go by their names, tags as tags/NAME with their commits, and a tag of a tree is left out', async () => {
  const refs = await mirror.watchedRefs()
  expect(Object.fromEntries(refs.map(({ name, hash }) => [name, hash]))).toEqual({
    main: named.c4,
    'ci/side': named.s1,
    rebased: named.r3,
    'tags/next-1': named.c2,
    'tags/next-2': named.m3,
  })
})

const walk = async (since: string | undefined, tip: string, options: { most: number; merges: boolean }) => {
  const from = since === undefined ? undefined : (named[since] ?? '')
  return (await mirror.firstParents(from, named[tip] ?? '', options)).map(({ subject }) => subject)
}

test('the history of a branch goes along first parents back to what was seen, at most so many', async () => {
  expect(await walk('c1', 'c4', { most: 10, merges: false })).toEqual(['c4', 'merge ci/side', 'c2'])
  expect(await walk('c1', 'c4', { most: 2, merges: false })).toEqual(['c4', 'merge ci/side'])
  expect(await walk(undefined, 'c4', { most: 1, merges: false })).toEqual(['c4'])
})

test('of merges alone the newest commit is one too', async () => {
  expect(await walk('c1', 'c4', { most: 10, merges: true })).toEqual(['c4', 'merge ci/side'])
  expect(await walk('c1', 'm3', { most: 10, merges: true })).toEqual(['merge ci/side'])
})

test('the history of a branch that was rebased begins where the two parted', async () => {
  expect(await walk('c4', 'r3', { most: 10, merges: false })).toEqual(['r3', 'r2'])
})
