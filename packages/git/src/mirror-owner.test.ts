import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openMirror, sweepMirrors } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let mirrors: string
let old: SourceRepository
let next: SourceRepository

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-owner-'))
  mirrors = join(root, 'mirrors')
  old = new SourceRepository(join(root, 'old'))
  next = new SourceRepository(join(root, 'next'))
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

const open = (id: string | undefined, { directory }: SourceRepository, name = 'tree') =>
  openMirror({ mirrorsDirectory: mirrors, protocols: ['file'] }, { ...(id ? { id } : {}), name, url: directory })

const repositories = () => readdirSync(mirrors).filter((name) => !name.endsWith('.lock') && name !== '.home')

test('a new tree with the name of a deleted one has none of its commits', async () => {
  const secret = old.commit('secret', { a: 'old' })
  const head = next.commit('next', { a: 'new' })
  await open('t1', old).fetch()
  const mirror = open('t2', next)
  expect(await mirror.exists()).toBe(false)
  await expect(mirror.branches()).rejects.toMatchObject({ code: 'mirror-missing' })
  await expect(mirror.resolve(secret)).rejects.toMatchObject({ code: 'mirror-missing' })
  await mirror.fetch()
  expect(await mirror.has(secret)).toBe(false)
  expect(await mirror.has(head)).toBe(true)
  expect(await open('t1', old).exists()).toBe(false)
})

test('removing a mirror leaves nothing of it, and not the mirror of the tree that follows', async () => {
  old.commit('old', { a: '1' })
  next.commit('next', { a: '1' })
  const mirror = open('t1', old)
  await mirror.fetch()
  mkdirSync(join(mirrors, '.new~tree~123'))
  await mirror.remove()
  expect(repositories()).toEqual([])
  await mirror.remove()
  await open('t2', next).fetch()
  await mirror.remove()
  expect(await open('t2', next).exists()).toBe(true)
})

test('a mirror without a note of its tree is used, and noted by the next fetch', async () => {
  old.commit('old', { a: '1' })
  await open(undefined, old).fetch()
  expect(await open('t1', old).exists()).toBe(true)
  await open('t1', old).fetch()
  expect(await open('t2', old).exists()).toBe(false)
})

test('what killed removals and deleted trees left is swept, and all else stays', async () => {
  old.commit('old', { a: '1' })
  await open('t1', old, 'one').fetch()
  await open('t2', old, 'two').fetch()
  await open(undefined, old, 'three').fetch()
  mkdirSync(join(mirrors, '.removed~1/objects'), { recursive: true })
  await sweepMirrors(mirrors, async () => ['t2'])
  expect(repositories().sort()).toEqual(['three.git', 'two.git'])
  await sweepMirrors(join(root, 'nowhere'), async () => [])
})

test('a first fetch removes what one of its own left, and not what belongs to a tree whose name begins alike', async () => {
  old.commit('old', { a: '1' })
  for (const name of ['.new~a~1', '.new~a.git-x~1', '.new~a.b~1']) mkdirSync(join(mirrors, name), { recursive: true })
  await open('t1', old, 'a').fetch()
  expect(repositories().sort()).toEqual(['.new~a.b~1', '.new~a.git-x~1', 'a.git'])
})

test('removing the worktree of a tree leaves that of a tree called like it with .discarded behind', async () => {
  const commit = old.commit('old', { file: '1' })
  const mirror = open('t1', old)
  await mirror.fetch()
  const other = join(root, 'worktrees/a.discarded')
  await mirror.worktree(other).checkout({ commit })
  writeFileSync(join(other, 'built'), 'x')
  const worktree = mirror.worktree(join(root, 'worktrees/a'))
  await worktree.checkout({ commit })
  await worktree.remove()
  expect(existsSync(join(other, 'built'))).toBe(true)
})
