import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let hashes: string[]

const clonePath = () => join(root, 'clone')
const bare = () => join(root, 'mirrors/tree.git')
const open = (url = clonePath()): Mirror =>
  openMirror({ mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] }, { name: 'tree', url })

/** Clones over a transport, as from a server. */
const clone = (...flags: string[]) => source.git('clone', '-q', ...flags, `file://${source.directory}`, clonePath())

/** Does what an error advises, as a user would. */
function repair({ hint }: { readonly hint: string }): void {
  const command = /`([^`]+)`/.exec(hint)?.[1] ?? ''
  expect(command).toMatch(/^git -C \S+ fetch --(unshallow|refetch --no-filter)$/)
  execFileSync('sh', ['-c', command], { env: { PATH: '/usr/bin:/bin', HOME: root }, stdio: 'ignore' })
}

const failure = async (work: Promise<unknown>) => {
  const error = await work.catch((caught: unknown) => caught)
  expect(error).toMatchObject({ name: 'InfrastructureError' })
  return error as { code: string; message: string; hint: string }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-histories-'))
  source = new SourceRepository(join(root, 'source'))
  source.git('config', 'uploadpack.allowFilter', 'true')
  hashes = Array.from({ length: 6 }, (_, at) =>
    source.commit(`c${at}`, { a: `content ${at}`, [`d${at}/only`]: `file ${at}` }),
  )
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

describe('a shallow clone', () => {
  test('is refused with the command that repairs it, and accepted after that', async () => {
    clone('--depth', '3')
    const mirror = open()
    const error = await failure(mirror.fetch())
    expect(error).toMatchObject({
      code: 'git-shallow',
      message: expect.stringContaining(`${clonePath()} is a shallow`),
    })
    expect(await mirror.exists()).toBe(false)
    repair(error)
    await mirror.fetch()
    expect((await mirror.range([hashes[1] ?? ''], hashes[5] ?? '')).map(({ hash }) => hash)).toEqual(hashes.slice(2))
  })

  test.each<readonly [string, () => string]>([
    [
      'a bare repository',
      () => source.git('clone', '-q', '--bare', '--depth', '3', `file://${source.directory}`, clonePath()),
    ],
    [
      'a worktree of one',
      () => {
        clone('--depth', '3')
        source.git('-C', clonePath(), 'worktree', 'add', '-q', join(root, 'beside'))
        return join(root, 'beside')
      },
    ],
    [
      'a clone of one',
      () => {
        source.git('clone', '-q', '--depth', '3', `file://${source.directory}`, join(root, 'first'))
        source.git('clone', '-q', `file://${join(root, 'first')}`, clonePath())
        return clonePath()
      },
    ],
    [
      'one that borrows its objects',
      () => {
        clone('--depth', '3')
        source.git('clone', '-q', '--bare', source.directory, join(root, 'lender'))
        appendFileSync(join(clonePath(), '.git/objects/info/alternates'), `${join(root, 'lender')}/objects\n`)
        return clonePath()
      },
    ],
  ])('is refused as %s too', async (_, make) => {
    const mirror = open(make() || clonePath())
    expect(await failure(mirror.fetch())).toMatchObject({ code: 'git-shallow' })
    expect(await mirror.exists()).toBe(false)
  })

  test('that became a mirror before it was refused answers no question, until its source is whole', async () => {
    clone('--depth', '3')
    source.git('clone', '-q', '--bare', clonePath(), bare())
    const mirror = open()
    const [, , , good = '', , bad = ''] = hashes
    const questions = [
      () => mirror.range([good], bad),
      () => mirror.count([good], bad),
      () => mirror.isAncestor(good, bad),
      () => mirror.mergeBases(good, bad),
      () => mirror.requireObjects([good], bad),
      () => mirror.fetch(),
    ]
    for (const ask of questions) expect(await failure(ask())).toMatchObject({ code: 'git-shallow' })
    expect(await mirror.isIncomplete()).toBe(true)
    repair(await failure(mirror.fetch()))
    await mirror.fetch()
    expect(await mirror.isIncomplete()).toBe(false)
    expect((await mirror.range([hashes[0] ?? ''], bad)).map(({ hash }) => hash)).toEqual(hashes.slice(1))
  })

  test('that takes the place of a whole one is refused, and the mirror stays whole', async () => {
    clone()
    const mirror = open()
    await mirror.fetch()
    source.commit('c6', { a: '6' })
    rmSync(clonePath(), { recursive: true })
    clone('--depth', '1')
    expect(await failure(mirror.fetch())).toMatchObject({ code: 'git-shallow' })
    expect(await mirror.count([hashes[0] ?? ''], hashes[5] ?? '')).toBe(5)
  })
})

describe('a clone without some objects', () => {
  const worktree = (mirror: Mirror) => mirror.worktree(join(root, 'worker'))

  test.each(['blob:none', 'tree:0', 'blob:limit=3'])(
    'is refused when it was cloned with --filter=%s',
    async (filter) => {
      clone(`--filter=${filter}`)
      const mirror = open()
      const error = await failure(mirror.fetch())
      expect(error).toMatchObject({
        code: 'git-objects-missing',
        message: expect.stringContaining('is a partial clone'),
      })
      expect(await mirror.exists()).toBe(false)
      repair(error)
      await mirror.fetch()
      await mirror.requireObjects([hashes[0] ?? ''], hashes[5] ?? '')
      for (const commit of hashes) expect(await worktree(mirror).checkout({ commit })).toMatchObject({ kind: 'ready' })
    },
  )

  /** Deletes an object of the clone. */
  function lose(name: string): string {
    const object = source.git('rev-parse', name)
    const files = join(clonePath(), '.git/objects')
    for (const pack of readdirSync(join(files, 'pack')).filter((file) => file.endsWith('.pack'))) {
      execFileSync('sh', ['-c', `mv "$1" ../lost && rm -f pack-* && git unpack-objects -q < ../lost`, 'sh', pack], {
        cwd: join(files, 'pack'),
        env: { PATH: '/usr/bin:/bin', HOME: root },
      })
    }
    rmSync(join(files, object.slice(0, 2), object.slice(2)))
    return object
  }

  test.each([
    ['a file', 'main~3:d2/only'],
    ['a directory', 'main~3:d2'],
    ['the tree of a commit', 'main~3^{tree}'],
    ['a commit', 'main~3'],
  ])('is refused when %s is missing', async (_, name) => {
    clone()
    const object = lose(name)
    const mirror = open()
    const error = await failure(mirror.fetch())
    expect(error).toMatchObject({ code: 'git-objects-missing', message: expect.stringContaining(object) })
    expect(await mirror.exists()).toBe(false)
  })

  test('that became a mirror is refused where a range needs them, and repaired by the fetch after the source is', async () => {
    clone()
    const mirror = open()
    await mirror.fetch()
    // As a mirror of a broken clone was left by what fetched it before.
    const lost = lose('main~3:d2/only')
    rmSync(bare(), { recursive: true })
    source.git('clone', '-q', '--bare', clonePath(), bare())
    const [c0 = '', , c2 = '', , , c5 = ''] = hashes
    await mirror.requireObjects([], hashes[1] ?? '')
    expect(await mirror.isIncomplete()).toBe(false)
    expect(await failure(worktree(mirror).checkout({ commit: c2 }))).toMatchObject({
      code: 'git-objects-missing',
      message: expect.stringContaining(lost),
      hint: expect.stringContaining(`git -C ${clonePath()} fetch --refetch`),
    })
    const error = await failure(mirror.requireObjects([c0], c5))
    expect(error).toMatchObject({ code: 'git-objects-missing', message: expect.stringContaining(lost) })
    // The good commit is checked out too; and a tree that did not change since is that of its
    // commit.
    expect(await failure(mirror.requireObjects([c2], c5))).toMatchObject({ code: 'git-objects-missing' })
    expect(await mirror.isIncomplete()).toBe(true)
    expect(await failure(mirror.fetch())).toMatchObject({ code: 'git-objects-missing' })
    repair(error)
    await mirror.fetch()
    expect(await mirror.isIncomplete()).toBe(false)
    await mirror.requireObjects([c0], c5)
    expect(await worktree(mirror).checkout({ commit: c2 })).toMatchObject({ kind: 'ready' })
  })

  test('that became a mirror names them when a range is read', async () => {
    clone()
    const mirror = open()
    await mirror.fetch()
    const lost = lose('main~3:d2')
    rmSync(bare(), { recursive: true })
    source.git('clone', '-q', '--bare', clonePath(), bare())
    const error = await failure(mirror.range([hashes[0] ?? ''], hashes[5] ?? ''))
    expect(error).toMatchObject({ code: 'git-objects-missing', message: expect.stringContaining(lost) })
    expect(await mirror.isIncomplete()).toBe(true)
  })

  test('is accepted where a filter left nothing out', async () => {
    clone('--filter=blob:limit=1m')
    const mirror = open()
    await mirror.fetch()
    await expect(mirror.requireObjects([hashes[0] ?? ''], hashes[5] ?? '')).resolves.toBeUndefined()
  })

  test('is refused when it borrowed them from a repository that is gone', async () => {
    source.git('clone', '-q', '--shared', source.directory, clonePath())
    rmSync(source.directory, { recursive: true })
    const error = await failure(open().fetch())
    expect(error).toMatchObject({ code: 'git-objects-missing', message: expect.stringContaining(source.directory) })
  })
})

describe('the place of a source', () => {
  test('may be a worktree, a bare repository or the .git directory of a clone', async () => {
    clone()
    source.git('-C', clonePath(), 'worktree', 'add', '-q', '--detach', join(root, 'beside'), hashes[2] ?? '')
    source.git('clone', '-q', '--bare', source.directory, join(root, 'bare.git'))
    for (const place of [join(root, 'beside'), join(root, 'bare.git'), join(clonePath(), '.git')]) {
      rmSync(join(root, 'mirrors'), { recursive: true, force: true })
      const mirror = open(place)
      await mirror.fetch()
      expect(await mirror.resolve('main')).toBe(hashes[5])
      expect(await mirror.resolve('HEAD')).toBe(hashes[place.endsWith('beside') ? 2 : 5])
    }
  })

  test('that is a directory inside a clone is refused with the clone that it lies in', async () => {
    clone()
    const error = await failure(open(join(clonePath(), 'd1')).fetch())
    expect(error).toMatchObject({ code: 'git-not-a-repository', hint: `name ${clonePath()}` })
    expect(existsSync(bare())).toBe(false)
  })
})
