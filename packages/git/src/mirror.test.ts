import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GitRefError, type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let mirror: Mirror

const open = (url: string, protocols: readonly string[] = ['file', 'https']): Mirror =>
  openMirror({ mirrorsDirectory: join(root, 'mirrors'), protocols }, { name: 'tree', url })

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-git-'))
  source = new SourceRepository(join(root, 'source'))
  mirror = open(source.directory)
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

describe('fetch', () => {
  test('creates the mirror, and brings later commits, branches and deletions', async () => {
    const first = source.commit('first', { a: '1' })
    expect(await mirror.exists()).toBe(false)
    await mirror.fetch()
    expect(await mirror.exists()).toBe(true)
    const second = source.commit('second', { a: '2' })
    source.git('branch', 'topic', first)
    await mirror.fetch()
    expect(await mirror.resolve('main')).toBe(second)
    expect(await mirror.resolve('HEAD~1')).toBe(first)
    expect((await mirror.branches()).map(({ name, subject }) => [name, subject])).toEqual(
      expect.arrayContaining([
        ['main', 'second'],
        ['topic', 'first'],
      ]),
    )
    source.git('branch', '-D', 'topic')
    await mirror.fetch()
    expect((await mirror.branches()).map(({ name }) => name)).toEqual(['main'])
  })

  test('takes the remote-tracking branches of a local clone, since its owner will name them', async () => {
    const upstream = source.commit('upstream', { a: '1' })
    source.git('clone', '-q', source.directory, join(root, 'clone'))
    const cloned = open(join(root, 'clone'))
    await cloned.fetch()
    expect(await cloned.resolve('origin/main')).toBe(upstream)
  })

  test('keeps pinned commits through a force-push and a garbage collection, until they are unpinned', async () => {
    const base = source.commit('base', { a: '1' })
    const lost = source.commit('lost', { a: '2' })
    await mirror.fetch()
    await mirror.pin('b-1', [lost, base])
    source.git('reset', '-q', '--hard', base)
    const replaced = source.commit('replaced', { a: '3' })
    await mirror.fetch()
    const collect = () => source.git('--git-dir', join(root, 'mirrors/tree.git'), 'gc', '-q', '--prune=now')
    collect()
    expect(await mirror.resolve('main')).toBe(replaced)
    expect(await mirror.has(lost)).toBe(true)
    await mirror.unpin('b-1')
    collect()
    expect(await mirror.has(lost)).toBe(false)
  })

  test('names the bisections that have pins, and no longer those that were unpinned', async () => {
    const [one, two] = [source.commit('one', { a: '1' }), source.commit('two', { a: '2' })]
    await mirror.fetch()
    expect(await mirror.pinned()).toEqual([])
    await mirror.pin('b-1', [one, two])
    await mirror.pin('b-2', [two])
    expect((await mirror.pinned()).sort()).toEqual(['b-1', 'b-2'])
    await mirror.unpin('b-1')
    expect(await mirror.pinned()).toEqual(['b-2'])
  })

  test('pinning again replaces the pins, also with fewer', async () => {
    const hashes = ['a', 'b', 'c'].map((name) => source.commit(name, { name }))
    await mirror.fetch()
    await mirror.pin('b-1', hashes)
    await mirror.pin('b-1', hashes.slice(2))
    const pins = source.git(
      '--git-dir',
      join(root, 'mirrors/tree.git'),
      'for-each-ref',
      '--format=%(objectname)',
      'refs/kbisect',
    )
    expect(pins.split('\n')).toEqual(hashes.slice(2))
  })

  test('reports progress', async () => {
    for (let at = 0; at < 30; at++) source.commit(`commit ${at}`, { a: `${at}` })
    // Over a transport, not hard-linked: borrowed objects make it so.
    source.git('clone', '-q', '--shared', source.directory, join(root, 'shared'))
    const seen: { stage: string; percent: number }[] = []
    await open(join(root, 'shared')).fetch({ onProgress: (progress) => seen.push(progress) })
    expect(seen).toContainEqual({ stage: 'Compressing objects', percent: 100 })
  })

  test('a mirror of a clone with borrowed objects depends on neither', async () => {
    const head = source.commit('first', { a: '1' })
    source.git('clone', '-q', '--shared', source.directory, join(root, 'shared'))
    mirror = open(join(root, 'shared'))
    await mirror.fetch()
    rmSync(join(root, 'shared'), { recursive: true })
    rmSync(source.directory, { recursive: true })
    expect((await mirror.commit(head)).files.map(({ path }) => path)).toEqual(['a'])
  })

  test('several at once, creating and updating, all succeed', async () => {
    const head = source.commit('first', { a: '1' })
    await Promise.all([1, 2, 3, 4].map(() => open(source.directory).fetch()))
    expect(await mirror.has(head)).toBe(true)
  })

  test('goes on after an earlier one was killed: half mirrors, ref locks and half packs are swept', async () => {
    const head = source.commit('first', { a: '1' })
    mkdirSync(join(root, 'mirrors/.new~tree~123/objects'), { recursive: true })
    await mirror.fetch()
    const bare = join(root, 'mirrors/tree.git')
    for (const name of ['packed-refs.lock', 'refs/heads/main.lock', 'objects/pack/tmp_pack_x'])
      writeFileSync(join(bare, name), '')
    const second = source.commit('second', { a: '2' })
    await mirror.fetch()
    expect(await mirror.range([head], second)).toHaveLength(1)
    expect(() => readFileSync(join(bare, 'objects/pack/tmp_pack_x'))).toThrow('ENOENT')
    expect(() => readFileSync(join(root, 'mirrors/.new~tree~123'))).toThrow('ENOENT')
  })

  test('an empty repository is mirrored, and has no branches', async () => {
    await mirror.fetch()
    expect(await mirror.branches()).toEqual([])
  })

  test('a cancelled one rejects with the reason and leaves no mirror', async () => {
    source.commit('first', { a: '1' })
    await expect(mirror.fetch({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    expect(await mirror.exists()).toBe(false)
  })

  test.each([
    ['/nowhere/at/all', 'git-not-a-repository'],
    ['/usr', 'git-not-a-repository'],
    ['https://127.0.0.1:9/tree.git', 'git-network'],
    ['ssh://127.0.0.1/tree.git', 'git-protocol-refused'],
    ['git@127.0.0.1:tree.git', 'git-protocol-refused'],
    ['ext::sh -c true', 'git-invalid-url'],
    ['--upload-pack=touch /tmp/x', 'git-invalid-url'],
    ['relative/path', 'git-invalid-url'],
    ['https://a b/', 'git-invalid-url'],
  ])('of %s is refused as %s, with a hint, and leaves nothing', async (url, code) => {
    const broken = open(url)
    await expect(broken.fetch()).rejects.toMatchObject({ name: 'InfrastructureError', code, hint: expect.any(String) })
    expect(await broken.exists()).toBe(false)
  })

  test('tells no password of a URL', async () => {
    await expect(open('https://me:secret@127.0.0.1:9/tree.git').fetch()).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    )
  })

  test('a local path is refused where files are not an allowed transport', async () => {
    await expect(open(source.directory, ['https']).fetch()).rejects.toMatchObject({ code: 'git-protocol-refused' })
  })
})

test('a name that would leave the directory of mirrors is refused', () => {
  const options = { mirrorsDirectory: root, protocols: ['file'] }
  for (const name of ['../x', '.x', 'a/b', ''])
    expect(() => openMirror(options, { name, url: '/x' })).toThrow('cannot name a mirror')
  expect(() => openMirror({ ...options, mirrorsDirectory: 'here' }, { name: 'x', url: '/x' })).toThrow(
    'not an absolute path',
  )
})

test('before the first fetch every question says that the tree must be fetched', async () => {
  const hash = 'f'.repeat(40)
  const questions = [
    () => mirror.resolve('main'),
    () => mirror.range([], hash),
    () => mirror.diff(hash),
    () => mirror.definitions(hash, ['f']),
    () => mirror.kunitOptions(hash, 'suite'),
  ]
  for (const ask of questions)
    await expect(ask()).rejects.toMatchObject({ code: 'mirror-missing', hint: 'fetch the tree first' })
})

describe('resolve', () => {
  test('knows branches, tags, hashes, short hashes, and steps back from them', async () => {
    const first = source.commit('first', { a: '1' })
    const second = source.commit('second', { a: '2' })
    source.git('tag', '-a', '-m', 'a tag', 'v1.0-rc1', first)
    await mirror.fetch()
    for (const name of ['v1.0-rc1', first, first.slice(0, 12), 'main~1', 'refs/heads/main^', `${second}^1`]) {
      expect(await mirror.resolve(name)).toBe(first)
    }
  })

  test('a name that is both a branch and a tag is ambiguous, and its full name is not', async () => {
    const first = source.commit('first', { a: '1' })
    source.git('tag', 'main', first)
    const second = source.commit('second', { a: '2' })
    await mirror.fetch()
    await expect(mirror.resolve('main')).rejects.toMatchObject({ code: 'ambiguous-ref', ref: 'main' })
    expect(await mirror.resolve('refs/heads/main')).toBe(second)
  })

  test.each(['nothing', 'main~99', 'f'.repeat(40), 'abcdef1'])('%s is unknown', async (ref) => {
    source.commit('first', { a: '1' })
    await mirror.fetch()
    const error = await mirror.resolve(ref).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(GitRefError)
    expect(error).toMatchObject({ code: 'unknown-ref', ref, message: expect.stringContaining('fetch the tree') })
  })

  test.each([
    '--output=/tmp/x',
    '-n1',
    'main..topic',
    'main@{1}',
    '@{-1}',
    ':/first',
    'main:a',
    'main^{/first}',
    '^main',
    'a b',
    'main\n',
    'main\u001b[2J',
    '-dash',
    'a.lock/b',
    '.hidden',
    'a/.b',
    'a..b',
    'a//b',
    '/a',
    'a/',
    'a.',
    'a\\b',
    'a[b',
    'a?b',
    'a*',
    'main~x',
    '~1',
    '',
    'x'.repeat(300),
  ])('%j is refused before git sees it', async (ref) => {
    source.commit('first', { a: '1' })
    await mirror.fetch()
    await expect(mirror.resolve(ref)).rejects.toMatchObject({ name: 'GitRefError', code: 'invalid-ref' })
  })

  test.each([
    'fix#12',
    'a=b',
    'käse',
    '@x',
    'x@',
    '+p',
    '%25',
    '!x',
    '$(id)',
    'a;b',
    "q'uote",
    'a"b',
    'a,b',
    '{x}',
    ']x',
    'a|b',
    '<x>',
    '`id`',
    '日本/x#1',
    'deadbeef',
    'lock',
  ])('git allows a branch or a tag to be called %s, and so does the mirror', async (name) => {
    const first = source.commit('first', { a: '1' })
    const second = source.commit('second', { a: '2' })
    source.git('update-ref', `refs/heads/${name}`, second)
    await mirror.fetch()
    expect(await mirror.resolve(name)).toBe(second)
    expect(await mirror.resolve(`${name}~1`)).toBe(first)
    expect(await mirror.resolve(`refs/heads/${name}^1`)).toBe(first)
    expect(await mirror.isBranch(name)).toBe(true)
    expect((await mirror.refs(name, 1)).map((ref) => ref.name)).toEqual([name])
  })

  test('a branch named like a hash is found, and refused where the hash is another commit', async () => {
    const first = source.commit('first', { a: '1' })
    const second = source.commit('second', { a: '2' })
    const names = { nowhere: 'f'.repeat(40), itself: second, other: first, short: first.slice(0, 9) }
    for (const name of Object.values(names)) source.git('update-ref', `refs/heads/${name}`, second)
    await mirror.fetch()
    expect(await mirror.resolve(names.nowhere)).toBe(second)
    expect(await mirror.resolve(`${names.nowhere}~1`)).toBe(first)
    expect(await mirror.resolve(names.itself)).toBe(second)
    expect(await mirror.resolve(`${names.itself}^`)).toBe(first)
    for (const name of [names.other, names.short])
      await expect(mirror.resolve(name)).rejects.toMatchObject({ code: 'ambiguous-ref', ref: name })
    expect(await mirror.resolve(`refs/heads/${names.other}`)).toBe(second)
    expect(await mirror.resolve(first.slice(0, 12))).toBe(first)
    await expect(mirror.resolve('e'.repeat(40))).rejects.toMatchObject({ code: 'unknown-ref' })
  })

  test('a tag of something else than a commit is unknown', async () => {
    source.commit('first', { a: '1' })
    source.git('tag', 'content', source.git('rev-parse', 'HEAD:a'))
    await mirror.fetch()
    await expect(mirror.resolve('content')).rejects.toMatchObject({ code: 'unknown-ref' })
  })
})

describe('the graph', () => {
  test('a range has parents before children, all parents, and neither end of good', async () => {
    const good = source.commit('good', { a: '1' })
    source.git('checkout', '-q', '-b', 'topic')
    const topic = source.commit('topic: change\ttabs "and" quotes', { b: '1' })
    source.git('checkout', '-q', 'main')
    const mainline = source.commit('mainline', { c: '1' })
    const merge = source.merge('topic')
    await mirror.fetch()
    const range = await mirror.range([good], merge)
    expect(range.map(({ hash }) => hash)).toEqual([expect.anything(), expect.anything(), merge])
    expect(range.map(({ hash }) => hash).sort()).toEqual([topic, mainline, merge].sort())
    expect(range.at(-1)).toMatchObject({ parents: [mainline, topic] })
    expect(range.find(({ hash }) => hash === topic)).toEqual({
      hash: topic,
      parents: [good],
      subject: 'topic: change\ttabs "and" quotes',
      authorName: 'Ann Author',
      authorEmail: 'ann@example.org',
      authoredAt: expect.any(Number),
      committedAt: expect.any(Number),
      paths: ['b'],
    })
    expect((await mirror.range([mainline], merge)).map(({ hash }) => hash)).toEqual([topic, merge])
    expect(await mirror.range([merge], good)).toEqual([])
    expect((await mirror.range([mainline, topic], merge)).map(({ hash }) => hash)).toEqual([merge])
  })

  test('a range tells the files that each commit adds, changes, deletes and renames, and none of merges and roots', async () => {
    const root = source.commit('root', { same: '1', 'dir/old': 'content that stays', gone: '1' })
    source.git('mv', 'dir/old', 'dir/new')
    source.git('rm', '-q', 'gone')
    const moved = source.commit('moved', { same: '2' })
    const none = source.commit('none', {})
    const odd = { [root]: '1', 'a b\tc': '1', 'new\nline': '1', '\nfirst': '1', 'größe.c': '1' }
    const named = source.commit('oddly named', odd)
    source.git('checkout', '-q', '-b', 'topic', root)
    source.commit('topic', { topic: '1' })
    source.git('commit', '-q', '--allow-empty', '--allow-empty-message', '-m', '')
    const wordless = source.git('rev-parse', 'HEAD')
    source.git('checkout', '-q', 'main')
    const merge = source.merge('topic')
    await mirror.fetch()
    const range = await mirror.range([], merge)
    const paths = (hash: string) => range.find((commit) => commit.hash === hash)?.paths
    expect(range).toHaveLength(7)
    expect(paths(moved)).toEqual(['dir/new', 'dir/old', 'gone', 'same'])
    expect(paths(none)).toEqual([])
    expect(paths(named)?.toSorted()).toEqual(Object.keys(odd).toSorted())
    expect(range.find(({ hash }) => hash === wordless)).toMatchObject({ subject: '', paths: [] })
    expect(range.filter((commit) => commit.paths === undefined).map(({ hash }) => hash)).toEqual([root, merge])
  })

  test('criss-cross merges have two merge bases', async () => {
    source.commit('root', { r: '1' })
    source.git('checkout', '-q', '-b', 'topic')
    const topic = source.commit('topic', { b: '1' })
    source.git('checkout', '-q', 'main')
    const mainline = source.commit('mainline', { c: '1' })
    const left = source.merge(topic)
    source.git('checkout', '-q', 'topic')
    const right = source.merge(mainline)
    await mirror.fetch()
    expect((await mirror.mergeBases(left, right)).sort()).toEqual([topic, mainline].sort())
    expect(await mirror.isAncestor(topic, left)).toBe(true)
    expect(await mirror.isAncestor(left, topic)).toBe(false)
    expect(await mirror.isAncestor(left, left)).toBe(true)
  })

  test('commits are counted, named by their subjects, and a branch is told from other names of a commit', async () => {
    const base = source.commit('base: begin', { a: '1' })
    source.commit('middle', { a: '2' })
    const last = source.commit('last', { a: '3' })
    source.git('tag', 'v1', last)
    source.git('branch', 'topic/mm', base)
    await mirror.fetch()
    expect(await mirror.count([base], last)).toBe(2)
    expect(await mirror.count([base, last], last)).toBe(0)
    expect(await mirror.subject(base)).toBe('base: begin')
    for (const name of ['main', 'topic/mm']) expect(await mirror.isBranch(name), name).toBe(true)
    for (const name of ['v1', 'topic', 'main~1', 'main^', base, '--all', 'm*', 'refs/heads/main', ''])
      expect(await mirror.isBranch(name), name).toBe(false)
  })

  test('unrelated histories have no merge base', async () => {
    const one = source.commit('one', { a: '1' })
    source.git('checkout', '-q', '--orphan', 'other')
    const other = source.commit('other', { a: '2' })
    await mirror.fetch()
    expect(await mirror.mergeBases(one, other)).toEqual([])
  })

  test('questions about anything but full hashes are refused', async () => {
    source.commit('one', { a: '1' })
    await mirror.fetch()
    for (const ask of [
      () => mirror.has('main'),
      () => mirror.range(['--all'], 'main'),
      () => mirror.isAncestor('main', 'main'),
      () => mirror.mergeBases('main', 'main'),
      () => mirror.commit('main'),
      () => mirror.diff('--output=/tmp/x'),
      () => mirror.subject('main'),
      () => mirror.count(['--all'], 'main'),
      () => mirror.definitions('--open-files-in-pager=true', ['f']),
      () => mirror.kunitOptions('--open-files-in-pager=true', 'suite'),
      () => mirror.pin('b', ['main']),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'invalid-ref' })
    }
    await expect(mirror.pin('../b', [])).rejects.toMatchObject({ code: 'git-invalid-pin' })
  })
})

describe('a commit', () => {
  test('shows its message, trailers and files', async () => {
    source.commit('first', { a: '1\n' })
    const message =
      'subject\n\nA body.\nTwo lines.\n\nFixes: 123456789abc ("x")\nSigned-off-by: Ann Author <ann@example.org>'
    const hash = source.commit(message, { a: '2\n', 'dir/b c': '1\n2\n', binary: '\0\x01' })
    await mirror.fetch()
    expect(await mirror.commit(hash)).toMatchObject({
      subject: 'subject',
      committerName: 'Carl Committer',
      committerEmail: 'carl@example.org',
      body: expect.stringMatching(/^A body\.\nTwo lines\.\n\nFixes: /),
      trailers: [
        { key: 'Fixes', value: '123456789abc ("x")' },
        { key: 'Signed-off-by', value: 'Ann Author <ann@example.org>' },
      ],
      files: [
        { path: 'a', added: 1, deleted: 1 },
        { path: 'binary', added: undefined, deleted: undefined },
        { path: 'dir/b c', added: 2, deleted: 0 },
      ],
    })
    expect(await mirror.diff(hash)).toContain('diff --git a/a b/a\n')
  })

  test('a merge shows the files that it brought to its first parent', async () => {
    source.commit('first', { a: '1' })
    source.git('checkout', '-q', '-b', 'topic')
    source.commit('topic', { b: '1' })
    source.git('checkout', '-q', 'main')
    source.commit('mainline', { c: '1' })
    const merge = source.merge('topic')
    await mirror.fetch()
    expect((await mirror.commit(merge)).files.map(({ path }) => path)).toEqual(['b'])
    expect(await mirror.diff(merge)).toBe('')
  })

  test('a large diff is cut at 1 MiB and says so', async () => {
    const hash = source.commit('large', { a: 'a line of text\n'.repeat(200_000) })
    await mirror.fetch()
    const diff = await mirror.diff(hash)
    expect(diff.length).toBeLessThan((1 << 20) + 100)
    expect(diff).toMatch(/\n\[cut here: the diff is larger than 1 MiB\]\n$/)
  })

  test('that is not in the mirror is an error', async () => {
    source.commit('first', { a: '1' })
    await mirror.fetch()
    await expect(mirror.commit('f'.repeat(40))).rejects.toMatchObject({ name: 'InfrastructureError' })
    await expect(mirror.diff('f'.repeat(40))).rejects.toMatchObject({ name: 'InfrastructureError' })
    await expect(mirror.range([], 'f'.repeat(40))).rejects.toMatchObject({ name: 'InfrastructureError' })
  })
})

test('a file of a commit is read as it is there, a link and a directory are none', async () => {
  const commit = source.commit('files', { MAINTAINERS: 'MM\n', 'scripts/x.pl': '#!/usr/bin/perl\n' })
  symlinkSync('/etc/passwd', join(source.directory, 'link'))
  source.git('add', 'link')
  source.git('commit', '-q', '-m', 'link')
  await mirror.fetch()
  const tip = await mirror.resolve('main')
  expect((await mirror.file(tip, 'MAINTAINERS'))?.toString()).toBe('MM\n')
  expect((await mirror.file(tip, 'scripts/x.pl'))?.toString()).toBe('#!/usr/bin/perl\n')
  for (const path of ['link', 'scripts', 'nothing', '--help', '*', '../x']) {
    expect([path, await mirror.file(tip, path).catch(() => undefined)]).toEqual([path, undefined])
  }
  expect(await mirror.file(commit, 'link')).toBeUndefined()
})

test('the tree of another user is read all the same', async () => {
  if (process.getuid?.() !== 0) return
  const head = source.commit('first', { a: '1' })
  execFileSync('chown', ['-R', '65534:65534', source.directory])
  await mirror.fetch()
  expect(await mirror.has(head)).toBe(true)
})
