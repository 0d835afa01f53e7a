import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HostileObjects } from './hostile-objects.fixture.ts'
import { type Mirror, openMirror } from './index.ts'
import { GIT_LIMITS, TEXT_LIMITS } from './limits.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let objects: HostileObjects
let base: string
let mirror: Mirror

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-texts-'))
  source = new SourceRepository(join(root, 'source'))
  objects = new HostileObjects(source)
  base = source.commit('base', { a: '1' })
  mirror = openMirror(
    { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
    { name: 'tree', url: source.directory },
  )
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

const baseTree = () => source.git('rev-parse', `${base}^{tree}`)
const MIB = 2 ** 20

test('a subject of 6 MiB and the name of its author are cut wherever they are read', async () => {
  const subject = 's'.repeat(6 * MIB)
  const hash = objects.commit(baseTree(), base, subject, `${'N'.repeat(MIB)} <a@example.org>`)
  await mirror.fetch()
  const cut = { subject: `${'s'.repeat(TEXT_LIMITS.subject - 1)}…` }
  const author = { authorName: `${'N'.repeat(TEXT_LIMITS.name - 1)}…`, authorEmail: 'a@example.org' }
  expect(await mirror.range([base], hash)).toMatchObject([{ hash, ...cut, ...author }])
  expect(await mirror.commit(hash)).toMatchObject({ hash, ...cut, ...author, body: '' })
  expect(await mirror.commitLines([hash])).toMatchObject([{ hash, ...cut }])
  expect(await mirror.branches()).toMatchObject([{ hash, ...cut }])
  expect(await mirror.subject(hash)).toBe(cut.subject)
})

test('a cut text holds no half of a character', async () => {
  const hash = objects.commit(baseTree(), base, '😀'.repeat(1000))
  await mirror.fetch()
  expect(await mirror.subject(hash)).toBe(`${'😀'.repeat(TEXT_LIMITS.subject / 2 - 1)}…`)
})

test('an address that is too long is left out, as the start of one would be another person’s', async () => {
  const hash = objects.commit(baseTree(), base, 'subject', `A <${'a'.repeat(300)}@example.org>`)
  await mirror.fetch()
  expect(await mirror.commit(hash)).toMatchObject({ authorEmail: '', committerEmail: '' })
})

test('a message is cut and says so, and its trailers are limited in number and length', async () => {
  const trailers = Array.from({ length: 5000 }, (_, at) => `Acked-by: ${at} ${'x'.repeat(2000)}`).join('\n')
  const hash = objects.commit(baseTree(), base, `subject\n\n${'text '.repeat(100_000)}\n\n${trailers}`)
  await mirror.fetch()
  const commit = await mirror.commit(hash)
  expect(commit.subject).toBe('subject')
  expect(commit.body).toMatch(/^text .*…\n\[cut here: the message is longer than 262144 characters\]$/s)
  expect(commit.body.length).toBeLessThan(TEXT_LIMITS.body + 100)
  expect(commit.trailers.length).toBeLessThanOrEqual(TEXT_LIMITS.trailers)
  expect(commit.trailers[0]?.value).toHaveLength(TEXT_LIMITS.trailerValue)
})

test('a line of a hundred thousand trailers is read in one pass', async () => {
  const hash = objects.commit(baseTree(), base, `subject\n\nAcked-by: ${'a:'.repeat(100_000)}${' '.repeat(100_000)}x`)
  await mirror.fetch()
  expect((await mirror.commit(hash)).trailers).toMatchObject([{ key: 'Acked-by' }])
})

test('a path of a changed file that is longer than allowed makes the paths of its commit unknown', async () => {
  let tree = objects.tree([['100644', 'file', objects.store('blob', 'x')]])
  for (let level = 0; level < 6; level++) tree = objects.tree([['40000', 'd'.repeat(250), tree]])
  const hash = objects.commit(tree, base)
  await mirror.fetch()
  expect((await mirror.range([base], hash))[0]).not.toHaveProperty('paths')
  const { files } = await mirror.commit(hash)
  expect(Math.max(...files.map(({ path }) => path.length))).toBe(GIT_LIMITS.pathBytes)
})

test('a commit with more parents than any needs is refused, as a part of them would make another graph', async () => {
  const parents = `${base}\nparent `.repeat(TEXT_LIMITS.parents) + base
  const hash = objects.commit(baseTree(), parents)
  await mirror.fetch()
  await expect(mirror.commit(hash)).rejects.toMatchObject({
    code: 'git-too-large',
    message: `the commit ${hash} has more than 1000 parents`,
  })
})
