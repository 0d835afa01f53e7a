import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { IGNORABLE_CHECKS, type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let base: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-objects-'))
  source = new SourceRepository(join(root, 'source'))
  base = source.commit('base', { a: '1', 'd/b': '2' })
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

/** Over a transport, where git checks what comes: from a path it only links. */
function open(ignoredChecks: readonly string[] = []): Mirror {
  source.git('clone', '-q', '--bare', '--shared', source.directory, join(root, 'shared'))
  return openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'], ignoredChecks },
    { name: 'tree', url: join(root, 'shared') },
  )
}

function store(type: string, content: string | Buffer): string {
  const args = ['hash-object', '-t', type, '-w', '--literally', '--stdin']
  return execFileSync('git', args, { cwd: source.directory, input: content, encoding: 'utf8' }).trim()
}

const PERSON = 'A <a@example.org> 1600000000 +0000'
const message = (author: string, tree = source.git('rev-parse', `${base}^{tree}`), parent = `parent ${base}\n`) =>
  `tree ${tree}\n${parent}author ${author}\ncommitter ${author}\n\nsubject\n`

/** Puts a commit on main; returns its hash. */
function commit(content: string | Buffer): string {
  const hash = store('commit', content)
  source.git('update-ref', 'refs/heads/main', hash)
  return hash
}

/** A commit with a tree of these entries: mode and name, and what they name. */
function withTree(...entries: readonly (readonly [entry: string, hash: string])[]): string {
  const pieces = entries.flatMap(([entry, hash]) => [Buffer.from(`${entry}\0`), Buffer.from(hash, 'hex')])
  return commit(message(PERSON, store('tree', Buffer.concat(pieces))))
}

const blob = () => source.git('rev-parse', `${base}:a`)
const directory = () => source.git('rev-parse', `${base}:d`)

describe('an object that old programs wrote is fetched, and read as far as it goes:', () => {
  test.each([
    ['a bad time zone', 'A <a@example.org> 1600000000 +051800', { authorName: 'A', committedAt: 1_600_000_000 }],
    ['no time zone', 'A <a@example.org> 1600000000', { authorName: 'A', committedAt: 0 }],
    ['no date', 'A <a@example.org> yesterday +0000', { authorName: 'A', committedAt: 0 }],
    ['a date before 1970', 'A <a@example.org> -5 +0000', { committedAt: 0 }],
    ['a date with a zero before it', 'A <a@example.org> 01600000000 +0000', { committedAt: 1_600_000_000 }],
    ['a date after the year 9999', 'A <a@example.org> 9999999999999999 +0000', { committedAt: 253_402_300_799 }],
    ['a date of 23 digits', `A <a@example.org> ${'9'.repeat(23)} +0000`, { committedAt: 253_402_300_799 }],
    ['no e-mail', 'A 1600000000 +0000', { subject: 'subject', authorName: '' }],
    ['no name', '<a@example.org> 1600000000 +0000', { authorName: '', authorEmail: 'a@example.org' }],
    ['no space before the e-mail', 'A<a@example.org> 1600000000 +0000', { authorEmail: 'a@example.org' }],
    ['no space before the date', 'A <a@example.org>1600000000 +0000', { subject: 'subject' }],
    ['a bracket in the e-mail', 'A <a<b@example.org> 1600000000 +0000', { committedAt: 1_600_000_000 }],
    ['a bracket in the name', 'A> <a@example.org> 1600000000 +0000', { committedAt: 1_600_000_000 }],
  ])('%s', async (_, person, known) => {
    const hash = commit(message(person))
    const mirror = open()
    await mirror.fetch()
    expect(await mirror.range([base], hash)).toEqual([expect.objectContaining({ hash, parents: [base], ...known })])
    expect(await mirror.commit(hash)).toMatchObject({ hash, ...known })
    expect((await mirror.commitLines([hash]))[0]?.committedAt).toBe((await mirror.commit(hash)).committedAt)
    expect(await mirror.branches()).toHaveLength(1)
    expect(await mirror.refs('main', 5)).toEqual([expect.objectContaining({ hash })])
    await mirror.requireObjects([base], hash)
  })

  test('file modes with a zero before them', async () => {
    const hash = withTree(['0100644 a', blob()], ['040000 d', directory()])
    const mirror = open()
    await mirror.fetch()
    await mirror.requireObjects([base], hash)
    expect(await mirror.worktree(join(root, 'worker')).checkout({ commit: hash })).toMatchObject({ kind: 'ready' })
  })

  test('a tag without an e-mail', async () => {
    const tag = store('tag', `object ${base}\ntype commit\ntag v1\ntagger A 1600000000 +0000\n\nmessage\n`)
    source.git('update-ref', 'refs/tags/v1', tag)
    const mirror = open()
    await mirror.fetch()
    expect(await mirror.resolve('v1')).toBe(base)
  })
})

const tree = () => source.git('rev-parse', `${base}^{tree}`)

const IGNORABLE: Readonly<Record<(typeof IGNORABLE_CHECKS)[number], () => string>> = {
  duplicateEntries: () => withTree(['100644 a', blob()], ['100644 a', blob()]),
  fullPathname: () => withTree(['100644 a/b', blob()]),
  missingAuthor: () => commit(`tree ${tree()}\nparent ${base}\ncommitter ${PERSON}\n\nsubject\n`),
  multipleAuthors: () =>
    commit(`tree ${tree()}\nparent ${base}\nauthor ${PERSON}\nauthor ${PERSON}\ncommitter ${PERSON}\n\nsubject\n`),
  nulInCommit: () => commit(`${message(PERSON)}\0more\n`),
  nullSha1: () => withTree(['100644 a', blob()], ['160000 module', '0'.repeat(40)]),
  treeNotSorted: () => withTree(['100644 b', blob()], ['100644 a', blob()]),
}

describe('an object that is odd in another way is refused, unless the operator ignores that:', () => {
  test.each(IGNORABLE_CHECKS)('%s', async (check) => {
    IGNORABLE[check]()
    await expect(open().fetch()).rejects.toMatchObject({
      code: 'git-objects-refused',
      message: expect.stringContaining(check),
      hint: expect.stringContaining(`add ${check} to KBISECT_GIT_FSCK_IGNORE`),
    })
    rmSync(join(root, 'shared'), { recursive: true })
    const tolerant = open([check])
    await tolerant.fetch()
    expect(await tolerant.has(base)).toBe(true)
  })
})

test.each([
  ['hasDotgit', () => withTree(['40000 .git', directory()])],
  ['hasDotdot', () => withTree(['40000 ..', directory()])],
  ['unterminatedHeader', () => commit(`tree ${tree()}\nparent ${base}\nauthor ${PERSON}\ncommitter ${PERSON}`)],
])('an object that could do harm is refused always: %s', async (check, make) => {
  make()
  await expect(open(IGNORABLE_CHECKS).fetch()).rejects.toMatchObject({
    code: 'git-objects-refused',
    message: expect.stringContaining(check),
    hint: expect.not.stringContaining('KBISECT'),
  })
})

test('texts of a commit come without what could steer a terminal', async () => {
  const steering = '\u001b]0;owned\u0007\u001b[2J\u009b31m \u202erevo\u2066 \u2028 \u0008'
  const hash = commit(
    `tree ${tree()}\nparent ${base}\nauthor A${steering} <a\u001b[1m@example.org> 1600000000 +0000\ncommitter C\u001b[0m <c@example.org> 1600000000 +0000\n\ns\tü${steering}\n\nbody\r\n\u001b[31mred\n\nFixes: \u001b[5mx\n`,
  )
  const mirror = open()
  await mirror.fetch()
  const [inRange] = await mirror.range([base], hash)
  const details = await mirror.commit(hash)
  const [line] = await mirror.commitLines([hash])
  const [branch] = await mirror.branches()
  const texts = [inRange, details, line, branch, await mirror.subject(hash)]
  expect(JSON.stringify(texts).replaceAll('\\n', '').replaceAll('\\t', '')).not.toMatch(
    /\\u00|\\b|\\r|[\u0080-\u009f\u2028\u202e\u2066]/,
  )
  expect(inRange?.subject).toMatch(/^s\tü\ufffd\]0;owned\ufffd/)
  expect(details.body).toMatch(/^body\n\ufffd\[31mred\n/)
})
