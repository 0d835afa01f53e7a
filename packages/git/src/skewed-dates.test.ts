import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Mirror, openMirror } from './index.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let source: SourceRepository
let mirror: Mirror

const open = (): Mirror =>
  openMirror({ mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] }, { name: 'tree', url: source.directory })

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-dates-'))
  source = new SourceRepository(join(root, 'source'))
  mirror = open()
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

interface Sketch {
  /** How many commits before this one its parents are; none for a root. */
  readonly back: readonly number[]
  readonly date: number
}

/** Commits in order, each with the numbers of its parents. */
type History = readonly { readonly parents: readonly number[]; readonly date: number }[]

const toHistory = (sketches: readonly Sketch[]): History =>
  sketches.map(({ back, date }, at) => ({
    date,
    parents: [...new Set(back.map((steps) => at - 1 - steps).filter((parent) => parent >= 0))],
  }))

/** Writes a history on a branch of its own; returns the hashes. */
function write(history: History, name: string): string[] {
  const lines = history.flatMap(({ parents, date }, at) => [
    `commit refs/tags/${name}-${at}`,
    `mark :${at + 1}`,
    `committer C <c@example.org> ${date} +0000`,
    `data ${Buffer.byteLength(`${name} ${at}`)}\n${name} ${at}`,
    ...parents.map((parent, place) => `${place === 0 ? 'from' : 'merge'} :${parent + 1}`),
    '',
  ])
  execFileSync('git', ['fast-import', '--quiet'], { cwd: source.directory, input: lines.join('\n') })
  return source.git('rev-parse', ...history.map((_, at) => `${name}-${at}`)).split('\n')
}

function ancestors(history: History): Set<number>[] {
  const sets: Set<number>[] = []
  for (const [at, { parents }] of history.entries())
    sets.push(new Set([at, ...parents.flatMap((parent) => [...(sets[parent] ?? [])])]))
  return sets
}

const bestCommon = (known: readonly Set<number>[], a: number, b: number): number[] => {
  const common = [...(known[a] ?? [])].filter((commit) => known[b]?.has(commit))
  return common.filter((commit) => !common.some((other) => other !== commit && known[other]?.has(commit)))
}

/**
 * Compares the mirror with what follows from the parents alone; returns how many pairs were
 * compared.
 */
async function compare(history: History, hashes: readonly string[], pairs: readonly (readonly [number, number])[]) {
  const known = ancestors(history)
  const hash = (at: number) => hashes[at] ?? ''
  for (const [a, b] of pairs) {
    const good = known[a] ?? new Set()
    const inRange = [...(known[b] ?? [])].filter((commit) => !good.has(commit)).map(hash)
    const range = (await mirror.range([hash(a)], hash(b))).map((commit) => commit.hash)
    expect(range.toSorted()).toEqual(inRange.toSorted())
    for (const [place, one] of range.entries()) {
      const parents = history[hashes.indexOf(one)]?.parents.map(hash) ?? []
      expect(parents.every((parent) => range.indexOf(parent) < place)).toBe(true)
    }
    expect(await mirror.count([hash(a)], hash(b))).toBe(inRange.length)
    expect(await mirror.isAncestor(hash(a), hash(b))).toBe(known[b]?.has(a))
    expect((await mirror.mergeBases(hash(a), hash(b))).toSorted()).toEqual(bestCommon(known, a, b).map(hash).toSorted())
  }
  return pairs.length
}

const dates = fc.oneof(
  fc.integer({ min: 1_500_000_000, max: 1_700_000_000 }),
  fc.constantFrom(0, 1, 2 ** 31 + 5, 2 ** 32 + 1, 2 ** 34 + 1, 2 ** 35 + 3, 2 ** 40),
)
const sketch = fc.record({
  back: fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, fc.nat(12)), { minLength: 1, maxLength: 3 }),
  date: dates,
})

test('ranges, counts, ancestors and merge bases follow from the parents, whatever the dates say', async () => {
  let run = 0
  const history = fc.array(sketch, { minLength: 40, maxLength: 60 }).map(toHistory)
  const pair = fc.tuple(fc.nat(39), fc.nat(39))
  await fc.assert(
    fc.asyncProperty(history, fc.array(pair, { minLength: 6, maxLength: 6 }), async (commits, pairs) => {
      const hashes = write(commits, `h${run++}`)
      await mirror.fetch()
      expect(await compare(commits, hashes, pairs)).toBe(pairs.length)
    }),
    { numRuns: 8, seed: 11, endOnFailure: true },
  )
})

/** Two lines from one root; every commit of the good one is dated long before those of the root. */
function lyingDates(): History {
  const now = 1_600_000_000
  const future = 10 ** 8
  const common = Array.from({ length: 12 }, (_, at) => ({ parents: at === 0 ? [] : [at - 1], date: now + future + at }))
  const good = Array.from({ length: 12 }, (_, at) => ({ parents: [11 + at], date: now + at }))
  const bad = Array.from({ length: 12 }, (_, at) => ({
    parents: [at === 0 ? 11 : 23 + at],
    date: now + 2 * future + at,
  }))
  return [...common, ...good, ...bad]
}

const PAIRS = [
  [23, 35],
  [35, 23],
  [11, 35],
  [35, 11],
  [5, 30],
] as const

test('commits dated in the future are no part of a range that ends before them, as they are for git', async () => {
  const hashes = write(lyingDates(), 'line')
  const byDates = source.git('-c', 'core.commitGraph=false', 'rev-list', hashes[35] ?? '', `^${hashes[23]}`)
  expect(byDates.split('\n').length).toBeGreaterThan(12)
  await mirror.fetch()
  expect(await compare(lyingDates(), hashes, PAIRS)).toBe(PAIRS.length)
})

describe('the commit-graph of a mirror', () => {
  const layers = () => join(root, 'mirrors/tree.git/objects/info/commit-graphs')
  const layer = () => join(layers(), readdirSync(layers()).find((name) => name.endsWith('.graph')) ?? '')
  let hashes: string[]

  beforeEach(async () => {
    hashes = write(lyingDates(), 'line')
    await mirror.fetch()
  })

  /** The layer with the generation numbers of all its commits set to one. */
  function flatten(file: string): Buffer {
    const content = Buffer.from(readFileSync(file))
    const chunks = Array.from({ length: content[6] ?? 0 }, (_, at) => 8 + at * 12)
    const start = chunks.find((at) => content.toString('latin1', at, at + 4) === 'CDAT') ?? 0
    const data = Number(content.readBigUInt64BE(start + 4))
    for (let at = 0; at < hashes.length; at++) content.writeUInt32BE(1 << 2, data + at * 36 + 28)
    return content
  }

  test.each<readonly [string, () => void]>([
    ['is not there', () => rmSync(layers(), { recursive: true })],
    ['lacks a layer', () => rmSync(layer())],
    ['is cut off', () => replace(layer(), (content) => content.subarray(0, -100))],
    ['is empty', () => replace(layer(), () => Buffer.alloc(0))],
    ['has wrong generation numbers', () => replace(layer(), () => flatten(layer()))],
    ['was written by something else', () => rmSync(join(root, 'mirrors/tree.git/kbisect-commit-graph'))],
    ['is locked by a writer that was killed', () => lockForever()],
  ])('is written anew when it %s', async (_, damage) => {
    damage()
    expect(await compare(lyingDates(), hashes, PAIRS)).toBe(PAIRS.length)
    expect(readdirSync(layers())).toEqual(['commit-graph-chain', expect.stringMatching(/^graph-[0-9a-f]{40}\.graph$/)])
  })

  function replace(file: string, change: (content: Buffer) => Buffer): void {
    const content = change(readFileSync(file))
    rmSync(file)
    writeFileSync(file, content)
  }

  function lockForever(): void {
    rmSync(layer())
    writeFileSync(join(layers(), 'commit-graph-chain.lock'), '')
    writeFileSync(join(layers(), 'tmp_graph_x'), '')
  }

  test('is never that of the source, which may be wrong', async () => {
    const generated = ['-c', 'commitGraph.generationVersion=1', 'commit-graph', 'write', '--reachable']
    source.git(...generated)
    const theirs = join(source.directory, '.git/objects/info/commit-graph')
    const wrong = flatten(theirs)
    rmSync(theirs)
    writeFileSync(theirs, wrong)
    rmSync(join(root, 'mirrors'), { recursive: true })
    await mirror.fetch()
    expect(await compare(lyingDates(), hashes, PAIRS)).toBe(PAIRS.length)
  })

  test('grows with what is fetched, also where its last layer was dated by a commit after the year 2514', async () => {
    const more = lyingDates().map(({ parents, date }, at) => ({ parents, date: at % 3 === 0 ? 2 ** 35 : date }))
    const further = write(more, 'more')
    await mirror.fetch()
    expect(await compare(more, further, PAIRS)).toBe(PAIRS.length)
    expect(await compare(lyingDates(), hashes, PAIRS)).toBe(PAIRS.length)
  })

  test('covers what is pinned, also when no branch leads there any more', async () => {
    await mirror.pin('b-1', [hashes[35] ?? '', hashes[23] ?? ''])
    for (const tag of source.git('tag').split('\n')) source.git('tag', '-d', tag)
    await mirror.fetch()
    rmSync(layers(), { recursive: true })
    expect(await compare(lyingDates(), hashes, PAIRS)).toBe(PAIRS.length)
  })
})

test('grafts and replaced commits of a clone change nothing: the history is what the commits say', async () => {
  const hashes = ['1', '2', '3', '4', '5'].map((name) => source.commit(name, { name }))
  const [first = '', second = '', , fourth = '', last = ''] = hashes
  const told: string[][] = []
  for (const lie of ['graft', 'replace']) {
    const clone = join(root, lie)
    cpSync(source.directory, clone, { recursive: true })
    if (lie === 'graft') writeFileSync(join(clone, '.git/info/grafts'), `${fourth} ${first}\n`)
    else source.git('-C', clone, 'replace', '--graft', fourth, first)
    expect(source.git('-C', clone, 'rev-list', 'HEAD').split('\n')).toHaveLength(3)
    const mirrored = openMirror(
      { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
      { name: lie, url: clone },
    )
    await mirrored.fetch()
    told.push((await mirrored.range([second], last)).map(({ hash }) => hash))
  }
  expect(told).toEqual([hashes.slice(2), hashes.slice(2)])
})
