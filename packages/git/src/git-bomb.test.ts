import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HostileObjects } from './hostile-objects.fixture.ts'
import { type GitOptions, type Mirror, openMirror } from './index.ts'
import { GIT_LIMITS } from './limits.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let objects: HostileObjects
let base: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-bomb-'))
  source = new SourceRepository(join(root, 'source'))
  objects = new HostileObjects(source)
  base = source.commit('base', { a: '1' })
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

function open(limits: Partial<GitOptions['limits']> = {}): Mirror {
  return openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'], limits: { ...GIT_LIMITS, ...limits } },
    { name: 'tree', url: source.directory },
  )
}

const directory = () => join(root, 'worktrees/worker-1')
const written = () => (existsSync(directory()) ? readdirSync(directory()) : [])

// Enough for git to read any ordinary history of these tests, and far less than ten million paths
// take.
const SMALL = { readMemoryBytes: 128 * 2 ** 20 }

describe('a commit of ten million files in eight objects', () => {
  test('is fetched, and read without its paths, as are the commits behind it', async () => {
    const before = source.commit('before', { b: '1' })
    const tree = source.git('rev-parse', `${before}^{tree}`)
    const bomb = objects.commit(objects.bomb(7), before)
    const after = objects.commit(tree, bomb)
    const mirror = open(SMALL)
    await mirror.fetch()
    const range = await mirror.range([base], after)
    expect(range.map(({ hash }) => hash)).toEqual([before, bomb, after])
    expect(range[1]).not.toHaveProperty('paths')
    expect(range[2]).not.toHaveProperty('paths')
    await mirror.requireObjects([base], after)
  })

  test('is described with as many of its files as git could list, and with no diff', async () => {
    const bomb = objects.commit(objects.bomb(7), base, 'a bomb')
    const mirror = open(SMALL)
    await mirror.fetch()
    const commit = await mirror.commit(bomb)
    expect(commit).toMatchObject({ subject: 'a bomb', files: [], hasMoreFiles: true })
    expect(await mirror.diff(bomb)).toBe('[not shown: the diff is larger than git may compare here]\n')
    expect(await mirror.file(bomb, '0/1/2/3/4/5/6')).toEqual(Buffer.from('x'))
  })

  test('is not checked out, and the reason is an answer', async () => {
    const bomb = objects.commit(objects.bomb(7), base)
    const mirror = open()
    await mirror.fetch()
    const worktree = mirror.worktree(directory())
    expect(await worktree.checkout({ commit: bomb })).toEqual({
      kind: 'unusable',
      reason: `the source of ${bomb.slice(0, 12)} cannot be checked out: it has more than 500,000 files`,
    })
    expect(written()).toEqual([])
    expect(await worktree.checkout({ commit: base })).toMatchObject({ kind: 'ready' })
    expect(written()).toContain('a')
  })

  test('is not brought back by the revert of a commit that removed it', async () => {
    const tree = source.git('rev-parse', `${base}^{tree}`)
    const bomb = objects.commit(objects.bomb(4), base)
    const removed = objects.commit(tree, bomb)
    const mirror = open({ files: 5000 })
    await mirror.fetch()
    const checkout = await mirror.worktree(directory()).checkout({ commit: removed, revert: removed })
    expect(checkout).toMatchObject({ kind: 'unusable', reason: expect.stringContaining('more than 5,000 files') })
    expect(written()).toEqual([])
  })
})

test('paths of a commit that changes more of them than are kept are not known', async () => {
  const bomb = objects.commit(objects.bomb(5), base)
  const after = objects.commit(source.git('rev-parse', `${base}^{tree}`), base)
  const mirror = open()
  source.git('update-ref', 'refs/heads/other', bomb)
  await mirror.fetch()
  expect((await mirror.range([base], bomb))[0]).not.toHaveProperty('paths')
  expect((await mirror.range([base], after))[0]).toHaveProperty('paths', [])
})

test.each([
  ['more bytes than a checkout may have', 'its files have more than 1 MiB', () => objects.bomb(2, 'x'.repeat(20_000))],
  ['a path that is too long', 'longer than 1024 bytes', () => deep(objects.store('blob', 'x'), 200)],
  ['a name that is too long', 'longer than 255 bytes', () => objects.tree([['100644', 'n'.repeat(256), blob()]])],
])('a commit with %s is not checked out', async (_, reason, tree) => {
  const commit = objects.commit(tree(), base)
  const mirror = open({ checkoutBytes: 2 ** 20 })
  await mirror.fetch()
  const checkout = await mirror.worktree(directory()).checkout({ commit })
  expect(checkout).toMatchObject({ kind: 'unusable', reason: expect.stringContaining(reason) })
  expect(written()).toEqual([])
})

const blob = () => objects.store('blob', 'x')

function deep(hash: string, levels: number): string {
  let tree = objects.tree([['100644', 'file', hash]])
  for (let level = 0; level < levels; level++) tree = objects.tree([['40000', 'directory', tree]])
  return tree
}

// A clone on the same disk is linked, and git does not look at its objects.
test.each(['.git', '.GIT', 'git~1', '..', '.'])('a commit with the path %s is not checked out', async (name) => {
  const commit = objects.commit(objects.tree([['40000', name, objects.tree([['100644', 'config', blob()]])]]), base)
  const mirror = open()
  await mirror.fetch()
  const checkout = await mirror.worktree(directory()).checkout({ commit })
  expect(checkout).toMatchObject({ kind: 'unusable', reason: expect.stringContaining('invalid path') })
})

test('a link of a tree that leads out of the worktree is written as a link, and nothing through it', async () => {
  const outside = join(root, 'outside')
  const link = objects.tree([['120000', 'link', objects.store('blob', outside)]])
  const first = objects.commit(link, base)
  const second = objects.commit(objects.tree([['40000', 'link', objects.tree([['100644', 'file', blob()]])]]), first)
  const mirror = open()
  await mirror.fetch()
  const worktree = mirror.worktree(directory())
  expect(await worktree.checkout({ commit: first })).toMatchObject({ kind: 'ready' })
  expect(await worktree.checkout({ commit: second })).toMatchObject({ kind: 'ready' })
  expect(existsSync(outside)).toBe(false)
  expect(readdirSync(join(directory(), 'link'))).toEqual(['file'])
})

test('a submodule is an empty directory, and a filter of a tree runs nothing', async () => {
  const attributes = objects.store('blob', '* filter=evil diff=evil merge=evil ident working-tree-encoding=UTF-16\n')
  const commit = objects.commit(
    objects.tree([
      ['100644', '.gitattributes', attributes],
      ['100644', 'file', blob()],
      ['160000', 'sub', base],
    ]),
    base,
  )
  const mirror = open()
  await mirror.fetch()
  expect(await mirror.worktree(directory()).checkout({ commit })).toMatchObject({ kind: 'ready' })
  expect(readdirSync(join(directory(), 'sub'))).toEqual([])
  expect(readdirSync(directory()).sort()).toEqual(['.git', '.gitattributes', 'file', 'sub'])
})

test('a tag of many megabytes is not read into memory, and other names are found beside it', async () => {
  const message = join(root, 'message')
  writeFileSync(message, 'x'.repeat(48 * 2 ** 20))
  source.git('tag', '-a', '-F', message, 'large')
  await open().fetch()
  const mirror = open({ readMemoryBytes: 32 * 2 ** 20 })
  expect(await mirror.resolve('main')).toBe(base)
  await expect(mirror.resolve('large')).rejects.toMatchObject({
    code: 'git-too-large',
    message: expect.stringContaining('cannot resolve large'),
  })
})

test('a tree of more branches and tags than allowed is not fetched, at first and later', async () => {
  for (const name of ['b', 'c']) source.git('branch', name)
  await expect(open({ refs: 2 }).fetch()).rejects.toMatchObject({
    code: 'git-too-large',
    message: `${source.directory} has more than 2 branches and tags`,
  })
  const mirror = open({ refs: 3 })
  await mirror.fetch()
  source.git('tag', 'd')
  await expect(mirror.fetch()).rejects.toMatchObject({ code: 'git-too-large' })
  expect((await mirror.refs('', 10)).map(({ name }) => name).sort()).toEqual(['b', 'c', 'main'])
})

test.each([
  ['memory', { writeMemoryBytes: 2 ** 20 }],
  ['the size of a file', { packBytes: 2 ** 16 }],
])('a fetch that comes to the limit of %s is refused, and leaves no mirror', async (_, limits) => {
  source.commit('random', { random: randomBytes(1 << 18).toString('latin1') })
  source.git('clone', '-q', '--bare', '--shared', source.directory, join(root, 'shared'))
  const options = { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'], limits: { ...GIT_LIMITS, ...limits } }
  const mirror = openMirror(options, { name: 'tree', url: join(root, 'shared') })
  await expect(mirror.fetch()).rejects.toMatchObject({ code: 'git-too-large' })
  expect(await mirror.exists()).toBe(false)
})
