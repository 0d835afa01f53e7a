import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let mirror: Mirror
let hashes: string[]

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-git-'))
  source = new SourceRepository(join(root, 'source'))
  hashes = ['first', 'mm: second: with a colon', 'third'].map((subject) => source.commit(subject, { a: subject }))
  const [first = '', second = ''] = hashes
  source.git('tag', 'v6.1', first)
  source.git('tag', '-a', '-m', 'annotated', 'v6.2', second)
  source.git('tag', 'a-tree', `${first}^{tree}`)
  source.git('branch', 'for-v6.2', first)
  mirror = openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
    { name: 'tree', url: source.directory },
  )
  await mirror.fetch()
})

afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

test('names that begin with the text come first, then the newest; an annotated tag names its commit', async () => {
  const refs = await mirror.refs('V6', 10)
  expect(refs.map(({ name, kind, hash }) => [name, kind, hash])).toEqual([
    ['v6.2', 'tag', hashes[1]],
    ['v6.1', 'tag', hashes[0]],
    ['for-v6.2', 'branch', hashes[0]],
  ])
})

test('what names no commit is left out, and no more come than are wanted', async () => {
  expect((await mirror.refs('', 10)).map(({ name }) => name)).not.toContain('a-tree')
  expect((await mirror.refs('', 10)).length).toBe(4)
  expect((await mirror.refs('', 1)).map(({ name }) => name)).toEqual(['main'])
  expect(await mirror.refs('no such name', 10)).toEqual([])
})

test('commits are told in a line each, those that are not there left out', async () => {
  const [first = '', second = ''] = hashes
  const lines = await mirror.commitLines([second, '0'.repeat(40), first])
  expect(lines.map(({ hash, subject }) => [hash, subject])).toEqual([
    [second, 'mm: second: with a colon'],
    [first, 'first'],
  ])
  expect(lines[0]?.committedAt).toBeGreaterThan(1_600_000_000)
  expect(await mirror.commitLines(['0'.repeat(40)])).toEqual([])
  expect(await mirror.commitLines([])).toEqual([])
})
