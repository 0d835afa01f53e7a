import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Mirror, openMirror, type Worktree } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let mirror: Mirror
let worktree: Worktree
let directory: string

const read = (path: string): string => readFileSync(join(directory, path), 'utf8')
const treeOf = (hash: string): string => source.git('rev-parse', `${hash}^{tree}`)
const administration = (): string => read('.git').replace('gitdir: ', '').trim()

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-worktree-'))
  source = new SourceRepository(join(root, 'source'))
  mirror = openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
    { name: 'tree', url: source.directory },
  )
  directory = join(root, 'worktrees', 'worker-1')
  worktree = mirror.worktree(directory)
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

describe('checkout', () => {
  test('goes to and fro between commits and touches only the files that differ', async () => {
    const first = source.commit('first', { same: 'same', other: '1' })
    const second = source.commit('second', { other: '2', added: 'x' })
    await mirror.fetch()
    expect(await worktree.checkout({ commit: second })).toEqual({ kind: 'ready', tree: treeOf(second) })
    const before = statSync(join(directory, 'same'), { bigint: true })
    expect(await worktree.checkout({ commit: first })).toEqual({ kind: 'ready', tree: treeOf(first) })
    expect(read('other')).toBe('1')
    expect(existsSync(join(directory, 'added'))).toBe(false)
    const after = statSync(join(directory, 'same'), { bigint: true })
    expect([after.mtimeNs, after.ino]).toEqual([before.mtimeNs, before.ino])
  })

  test('removes what a build left in it, and fixes changed and deleted files', async () => {
    const head = source.commit('first', { a: '1', b: '1', '.gitignore': '*.o\n' })
    await mirror.fetch()
    await worktree.checkout({ commit: head })
    writeFileSync(join(directory, 'ignored.o'), '')
    mkdirSync(join(directory, 'left/.git'), { recursive: true })
    writeFileSync(join(directory, 'a'), 'changed')
    rmSync(join(directory, 'b'))
    await worktree.checkout({ commit: head })
    expect(readdirSync(directory).sort()).toEqual(['.git', '.gitignore', 'a', 'b'])
    expect(read('a')).toBe('1')
  })

  test('survives a fetch that deletes the branch it stands on', async () => {
    const head = source.commit('first', { a: '1' })
    source.git('checkout', '-q', '-b', 'topic')
    const topic = source.commit('topic', { a: '2' })
    await mirror.fetch()
    await worktree.checkout({ commit: topic })
    source.git('checkout', '-q', 'main')
    source.git('branch', '-D', 'topic')
    await mirror.fetch()
    await worktree.checkout({ commit: head })
    expect(read('a')).toBe('1')
  })

  test('several worktrees of one mirror are made and moved at the same time', async () => {
    const hashes = [1, 2, 3, 4].map((at) => source.commit(`commit ${at}`, { a: `${at}` }))
    await mirror.fetch()
    const places = hashes.map((_, at) => join(root, `worktrees/${at}/source`))
    for (const round of [hashes, hashes.toReversed()]) {
      await Promise.all(places.map((place, at) => mirror.worktree(place).checkout({ commit: round[at] ?? '' })))
    }
    expect(places.map((place) => readFileSync(join(place, 'a'), 'utf8'))).toEqual(['4', '3', '2', '1'])
  })

  test('of a commit that the mirror does not hold is an error with a hint', async () => {
    source.commit('first', { a: '1' })
    await mirror.fetch()
    await expect(worktree.checkout({ commit: 'f'.repeat(40) })).rejects.toMatchObject({
      code: 'git-commit-missing',
      hint: expect.stringContaining('fetch'),
    })
    await expect(worktree.checkout({ commit: 'main' })).rejects.toMatchObject({ code: 'invalid-ref' })
  })

  test('a cancelled one rejects with the reason, and the next one works', async () => {
    const head = source.commit('first', { a: '1' })
    await mirror.fetch()
    const reason = new Error('enough')
    await expect(worktree.checkout({ commit: head }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(await worktree.checkout({ commit: head })).toMatchObject({ kind: 'ready' })
  })
})

describe('a broken worktree is fixed', () => {
  const damages: readonly (readonly [string, () => void])[] = [
    ['a stale index lock', () => writeFileSync(join(administration(), 'index.lock'), '')],
    ['a stale HEAD lock', () => writeFileSync(join(administration(), 'HEAD.lock'), '')],
    ['a torn index', () => writeFileSync(join(administration(), 'index'), 'DIRC')],
    ['an empty HEAD', () => writeFileSync(join(administration(), 'HEAD'), '')],
    ['no directory', () => rmSync(directory, { recursive: true })],
    [
      'an empty directory',
      () => {
        for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true })
      },
    ],
    ['no record in the mirror', () => rmSync(administration(), { recursive: true })],
    [
      'half made: locked, without files or index',
      () => {
        writeFileSync(join(administration(), 'locked'), 'initializing')
        rmSync(join(administration(), 'index'))
        rmSync(join(directory, 'a'))
      },
    ],
    [
      'locked, and its directory lost',
      () => {
        writeFileSync(join(administration(), 'locked'), 'initializing')
        rmSync(directory, { recursive: true })
      },
    ],
    ['a removal stopped half-way', () => writeFileSync(`${directory}~discarded`, 'left')],
    ["another worktree's .git file", () => writeFileSync(join(directory, '.git'), `gitdir: ${administration()}9\n`)],
  ]

  test.each(damages)('%s', async (_, damage) => {
    const first = source.commit('first', { a: '1' })
    const second = source.commit('second', { a: '2' })
    await mirror.fetch()
    await worktree.checkout({ commit: first })
    damage()
    expect(await worktree.checkout({ commit: second })).toEqual({ kind: 'ready', tree: treeOf(second) })
    expect(read('a')).toBe('2')
    const administrations = readdirSync(join(root, 'mirrors/tree.git/worktrees'))
    expect(administrations).toHaveLength(1)
  })

  test('also when its mirror was lost and made again', async () => {
    const head = source.commit('first', { a: '1' })
    await mirror.fetch()
    await worktree.checkout({ commit: head })
    rmSync(join(root, 'mirrors'), { recursive: true })
    mirror = openMirror(
      { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
      { name: 'tree', url: source.directory },
    )
    await mirror.fetch()
    expect(await mirror.worktree(directory).checkout({ commit: head })).toMatchObject({ kind: 'ready' })
  })

  test('but a directory with the files of somebody else is refused and left alone', async () => {
    const head = source.commit('first', { a: '1' })
    await mirror.fetch()
    for (const stranger of [source.directory, join(root, 'mirrors')]) {
      await expect(mirror.worktree(stranger).checkout({ commit: head })).rejects.toMatchObject({
        code: 'worktree-not-ours',
      })
      await expect(mirror.worktree(stranger).remove()).rejects.toMatchObject({ code: 'worktree-not-ours' })
    }
    expect(source.git('status', '--porcelain')).toBe('')
  })

  test('a lost .git file never makes git act on a repository around it', async () => {
    const around = new SourceRepository(join(root, 'around'))
    around.commit('theirs', { theirs: '1' })
    writeFileSync(join(around.directory, 'untracked'), 'precious')
    const head = source.commit('first', { a: '1' })
    await mirror.fetch()
    const inside = join(around.directory, 'inside')
    await mirror.worktree(inside).checkout({ commit: head })
    rmSync(join(inside, '.git'))
    await expect(mirror.worktree(inside).checkout({ commit: head })).rejects.toMatchObject({
      code: 'worktree-not-ours',
    })
    expect(readFileSync(join(around.directory, 'untracked'), 'utf8')).toBe('precious')
    expect(around.git('log', '--format=%s')).toBe('theirs')
  })
})

test('remove takes away the directory and its record, and may be repeated', async () => {
  const head = source.commit('first', { a: '1' })
  await mirror.fetch()
  await worktree.checkout({ commit: head })
  await worktree.remove()
  await worktree.remove()
  expect(existsSync(directory)).toBe(false)
  expect(source.git('--git-dir', join(root, 'mirrors/tree.git'), 'worktree', 'list').split('\n')).toHaveLength(1)
})

describe('a revert', () => {
  test('takes one change back on top of a later commit, reproducibly', async () => {
    source.commit('base', { a: '1', b: '1' })
    const culprit = source.commit('culprit', { a: '2' })
    const head = source.commit('later', { b: '2' })
    await mirror.fetch()
    const once = await worktree.checkout({ commit: head, revert: culprit })
    expect([read('a'), read('b')]).toEqual(['1', '2'])
    expect(await worktree.checkout({ commit: head, revert: culprit })).toEqual(once)
    expect(once).toEqual({ kind: 'ready', tree: expect.not.stringContaining(treeOf(head)) })
    expect(await worktree.checkout({ commit: head })).toEqual({ kind: 'ready', tree: treeOf(head) })
    expect(read('a')).toBe('2')
  })

  test('of a merge takes back all that it brought to its first parent', async () => {
    source.commit('base', { a: '1' })
    source.git('checkout', '-q', '-b', 'topic')
    source.commit('topic 1', { b: '1' })
    source.commit('topic 2', { c: '1' })
    source.git('checkout', '-q', 'main')
    const mainline = source.commit('mainline', { d: '1' })
    const merge = source.merge('topic')
    await mirror.fetch()
    expect(await worktree.checkout({ commit: merge, revert: merge })).toEqual({ kind: 'ready', tree: treeOf(mainline) })
  })

  test('that conflicts names the files and leaves the commit clean', async () => {
    source.commit('base', { a: '1\n', 'b c': '1\n' })
    const culprit = source.commit('culprit', { a: '2\n', 'b c': '2\n', added: '1\n' })
    source.commit('on top', { a: '3\n', added: '2\n' })
    const head = source.commit('elsewhere', { d: '1\n' })
    await mirror.fetch()
    expect(await worktree.checkout({ commit: head, revert: culprit })).toEqual({
      kind: 'conflict',
      files: ['a', 'added'],
    })
    expect([read('a'), read('b c')]).toEqual(['3\n', '2\n'])
    const status = execFileSync('git', ['status', '--porcelain'], {
      cwd: directory,
      env: { PATH: '/usr/bin:/bin', HOME: root },
    })
    expect(status.toString()).toBe('')
    expect(await worktree.checkout({ commit: culprit })).toEqual({ kind: 'ready', tree: treeOf(culprit) })
  })

  test('of the first commit of all, and of a change that is no longer there, are answers too', async () => {
    const base = source.commit('base', { a: '1' })
    const culprit = source.commit('culprit', { b: '1' })
    source.git('revert', '--no-edit', culprit)
    const head = source.git('rev-parse', 'HEAD')
    await mirror.fetch()
    expect(await worktree.checkout({ commit: head, revert: culprit })).toEqual({ kind: 'ready', tree: treeOf(head) })
    expect(await worktree.checkout({ commit: base, revert: base })).toMatchObject({ kind: 'ready' })
    expect(readdirSync(directory)).toEqual(['.git'])
  })
})

describe('a patch', () => {
  test('applies the change of a later commit, and nothing that lies between', async () => {
    const broken = source.commit('broken', { a: '1', b: '1' })
    const between = source.commit('between', { b: '2' })
    const fix = source.commit('fix', { a: '2', added: '1' })
    await mirror.fetch()
    const once = await worktree.checkout({ commit: broken, patch: fix })
    expect([read('a'), read('b'), read('added')]).toEqual(['2', '1', '1'])
    expect(await worktree.checkout({ commit: broken, patch: fix })).toEqual(once)
    expect(await worktree.checkout({ commit: between, patch: fix })).toEqual({ kind: 'ready', tree: treeOf(fix) })
    expect(await worktree.checkout({ commit: broken })).toEqual({ kind: 'ready', tree: treeOf(broken) })
    expect(readdirSync(directory).sort()).toEqual(['.git', 'a', 'b'])
  })

  test('of a merge applies all that it brought to its first parent', async () => {
    const base = source.commit('base', { a: '1' })
    source.git('checkout', '-q', '-b', 'topic')
    source.commit('topic 1', { b: '1' })
    const topic = source.commit('topic 2', { c: '1' })
    source.git('checkout', '-q', 'main')
    source.commit('mainline', { d: '1' })
    const merge = source.merge('topic')
    await mirror.fetch()
    expect(await worktree.checkout({ commit: base, patch: merge })).toEqual({ kind: 'ready', tree: treeOf(topic) })
  })

  test('that is there already changes nothing', async () => {
    const base = source.commit('base', { a: '1\n' })
    const fix = source.commit('fix', { a: '2\n' })
    const empty = source.commit('empty', {})
    await mirror.fetch()
    expect(await worktree.checkout({ commit: empty, patch: fix })).toEqual({ kind: 'ready', tree: treeOf(fix) })
    expect(await worktree.checkout({ commit: fix, patch: fix })).toEqual({ kind: 'ready', tree: treeOf(fix) })
    expect(await worktree.checkout({ commit: base, patch: empty })).toEqual({ kind: 'ready', tree: treeOf(base) })
  })

  test('that conflicts names the files and leaves the commit clean', async () => {
    const base = source.commit('base', { a: '1\n', 'b c': '1\n' })
    source.commit('between', { a: '2\n' })
    const fix = source.commit('fix', { a: '3\n', 'b c': '2\n', added: '1\n' })
    await mirror.fetch()
    expect(await worktree.checkout({ commit: base, patch: fix })).toEqual({ kind: 'conflict', files: ['a'] })
    expect(source.git('-C', directory, 'status', '--porcelain')).toBe('')
    expect([read('a'), read('b c')]).toEqual(['1\n', '1\n'])
    expect(await worktree.checkout({ commit: fix })).toEqual({ kind: 'ready', tree: treeOf(fix) })
  })

  test('goes on top of a revert', async () => {
    source.commit('base', { a: '1', b: '1', c: '1' })
    const culprit = source.commit('culprit', { a: '2' })
    const head = source.commit('broken', { c: '2' })
    const fix = source.commit('fix', { b: '2' })
    await mirror.fetch()
    expect(await worktree.checkout({ commit: head, revert: culprit, patch: fix })).toMatchObject({ kind: 'ready' })
    expect([read('a'), read('b'), read('c')]).toEqual(['1', '2', '2'])
    expect(await worktree.checkout({ commit: fix, revert: culprit, patch: culprit })).toEqual({
      kind: 'ready',
      tree: treeOf(fix),
    })
  })

  test('that conflicts with the revert takes the revert away too', async () => {
    source.commit('base', { a: '1\n' })
    const culprit = source.commit('culprit', { a: '2\n' })
    const fix = source.commit('fix', { a: '3\n' })
    await mirror.fetch()
    const both = { commit: culprit, revert: culprit, patch: fix }
    expect(await worktree.checkout(both)).toEqual({ kind: 'conflict', files: ['a'] })
    expect(read('a')).toBe('2\n')
  })

  test('that the mirror does not hold is an error with a hint', async () => {
    const head = source.commit('base', { a: '1' })
    await mirror.fetch()
    await expect(worktree.checkout({ commit: head, patch: 'f'.repeat(40) })).rejects.toMatchObject({
      code: 'git-commit-missing',
    })
    await expect(worktree.checkout({ commit: head, patch: 'main' })).rejects.toMatchObject({ code: 'invalid-ref' })
  })
})

describe('a merge', () => {
  function twoSides(ours: Record<string, string>, theirs: Record<string, string>) {
    const base = source.commit('base', { a: '1\n', b: '1\n' })
    source.git('checkout', '-q', '-b', 'topic')
    const topic = source.commit('topic', theirs)
    source.git('checkout', '-q', 'main')
    const mainline = source.commit('mainline', ours)
    return { base, topic, mainline }
  }

  test('holds what git makes of both sides, in either order, and leaves nothing behind', async () => {
    const { base, topic, mainline } = twoSides({ a: '2\n' }, { b: '2\n' })
    const merge = source.merge('topic')
    await mirror.fetch()
    const both = { kind: 'ready', tree: treeOf(merge) }
    expect(await worktree.checkout({ commit: mainline, merge: topic })).toEqual(both)
    expect([read('a'), read('b')]).toEqual(['2\n', '2\n'])
    expect(await worktree.checkout({ commit: topic, merge: mainline })).toEqual(both)
    expect(await worktree.checkout({ commit: mainline, merge: base })).toEqual({
      kind: 'ready',
      tree: treeOf(mainline),
    })
    expect(await worktree.checkout({ commit: base, merge: topic })).toEqual({ kind: 'ready', tree: treeOf(topic) })
    expect(await worktree.checkout({ commit: base })).toEqual({ kind: 'ready', tree: treeOf(base) })
    expect(existsSync(join(administration(), 'MERGE_HEAD'))).toBe(false)
  })

  test('that conflicts names the files and leaves the commit clean', async () => {
    const { topic, mainline } = twoSides({ a: '2\n', b: '2\n' }, { a: '3\n', c: '1\n' })
    await mirror.fetch()
    expect(await worktree.checkout({ commit: mainline, merge: topic })).toEqual({ kind: 'conflict', files: ['a'] })
    expect([read('a'), read('b')]).toEqual(['2\n', '2\n'])
    expect(readdirSync(directory).sort()).toEqual(['.git', 'a', 'b'])
  })
})
