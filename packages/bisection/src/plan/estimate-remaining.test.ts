import { CommitGraph } from '@kbisect/bisect'
import { describe, expect, it } from 'vitest'
import { plan } from './plan.ts'
import {
  alone,
  chain,
  failing,
  hash,
  numberOf,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

const seconds = { firstBuild: 300, build: 60, boot: 10 }

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
function drawFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Case {
  readonly length: number
  /** Share of runs that fail with the fault. */
  readonly rate: number
  readonly further: number
  readonly hosts?: readonly string[]
}

function world({ length, rate, further, hosts }: Case, seed: number): World {
  const draw = drawFrom(seed)
  const culprit = 1 + ((seed * 37) % length)
  return {
    history: chain(length),
    seconds,
    ...(hosts ? { hosts } : {}),
    request: { alsoTest: (['arm', 'x86_64'] as const).slice(0, further).map((architecture) => ({ architecture })) },
    behave: (commit, { reverted }) =>
      numberOf(commit) >= culprit && !reverted && draw() < rate ? failing(panic) : passed,
  }
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

type Search = ReturnType<typeof simulate>
const searches = new Map<Case, Search[]>()

/** The searches of a case, made once for all stages. */
function searchesOf(about: Case): Search[] {
  const known = searches.get(about) ?? SEEDS.map((seed) => simulate(world(about, seed)))
  searches.set(about, known)
  return known
}

/** What was expected when a stage began, as a multiple of what it then took, over some searches. */
function foreseen(about: Case, stage: string): { builds: number; runs: number; seconds: number } {
  const [said, took] = [zero(), zero()]
  for (const { facts, stages, expected, spent } of searchesOf(about)) {
    const at = stages.findIndex((one, index) => one === stage && expected[index])
    const [end, now, then] = [spent.at(-1), spent[at], expected[at]]
    if (!end || !now || !then || facts.runs.length === 0) throw new Error(`nothing was expected in stage ${stage}`)
    for (const what of ['builds', 'runs', 'seconds'] as const) {
      said[what] += then[what]
      took[what] += end[what] - now[what]
    }
  }
  return { builds: said.builds / took.builds, runs: said.runs / took.runs, seconds: said.seconds / took.seconds }
}
const zero = () => ({ builds: 0, runs: 0, seconds: 0 })

describe('what a bisection is expected to take still', () => {
  it.each<Case>([
    { length: 40, rate: 1, further: 0 },
    { length: 90, rate: 1, further: 0 },
    { length: 90, rate: 1, further: 2 },
    { length: 40, rate: 1, further: 0, hosts: ['a', 'b'] },
  ])(
    'comes true within a fifth for a failure that always shows: $length commits, $further further targets',
    (about) => {
      for (const stage of ['boundaries', 'narrow', 'confirm']) {
        for (const share of Object.values(foreseen(about, stage))) {
          expect(share, stage).toBeGreaterThan(0.8)
          expect(share, stage).toBeLessThan(1.25)
        }
      }
    },
  )

  it.each<Case>([
    { length: 90, rate: 0.5, further: 0 },
    { length: 90, rate: 0.3, further: 1 },
  ])('comes true within a third or so for a failure that shows in $rate of the runs', (about) => {
    for (const stage of ['narrow', 'confirm']) {
      for (const share of Object.values(foreseen(about, stage))) {
        expect(share, stage).toBeGreaterThan(0.6)
        expect(share, stage).toBeLessThan(1.6)
      }
    }
  })

  it('shrinks as the search goes on, and is nothing at the end', () => {
    const { expected, spent } = simulate(world({ length: 90, rate: 1, further: 2 }, 3))
    const known = expected.flatMap((one, at) => (one ? [{ ...one, at }] : []))
    const [first] = known
    const last = known.at(-1)
    expect(first && last && last.seconds < first.seconds / 4).toBe(true)
    expect(expected.at(-1)).toBeNull()
    // It never grows by more than one build that was not foreseen.
    for (const [at, one] of known.slice(1).entries())
      expect(one.seconds, `step ${one.at}`).toBeLessThanOrEqual((known[at]?.seconds ?? 0) + seconds.build)
    expect(spent.at(-1)?.builds).toBeGreaterThan(0)
  })

  it.each(SEEDS)('says which share of the work is done, from the start to the end of search %i', (seed) => {
    const { expected, spent } = simulate(world({ length: 90, rate: 1, further: 2 }, seed))
    const whole = spent.at(-1)?.seconds ?? 0
    const known = expected.flatMap((one, at) =>
      one ? [{ done: one.done ?? -1, really: (spent[at]?.seconds ?? 0) / whole }] : [],
    )
    for (const { done, really } of known) expect(Math.abs(done - really)).toBeLessThan(0.2)
    expect(known[0]?.done).toBeLessThan(0.35)
    expect(known.at(-1)?.done).toBeGreaterThan(0.85)
    expect(known.at(-1)?.done).toBeLessThan(1)
    // A search that goes as expected hardly ever needs more than it seemed to need.
    for (const [at, { done }] of known.slice(1).entries()) expect(done).toBeGreaterThan((known[at]?.done ?? 0) - 0.1)
  })

  it('says that nothing is done before the first build has ended', () => {
    const { record } = simulate(world({ length: 40, rate: 1, further: 0 }, 1))
    const commits = world({ length: 40, rate: 1, further: 0 }, 1).history.map(([name, parents]) => ({
      ...{ hash: hash(name), parents: parents.map(hash), subject: name },
      ...{ committedAt: 0, authoredAt: 0, authorName: '', authorEmail: '' },
    }))
    const facts = { builds: [], runs: [], infrastructureErrors: new Map(), overrides: [], reruns: [] }
    expect(plan({ ...alone(commits), record, facts, usual: seconds }).expected?.done).toBe(0)
  })

  it('counts a host once, whether it works, is idle, or has just ended what the queue still says that it does', () => {
    const about = world({ length: 90, rate: 1, further: 0 }, 2)
    const { facts, record, stages } = simulate(about)
    const half = { ...facts, builds: facts.builds.slice(0, 4), runs: facts.runs.slice(0, 8) }
    const range = about.history.map(([name, parents]) => ({
      ...{ hash: hash(name), parents: parents.map(hash), subject: name },
      ...{ committedAt: 0, authoredAt: 0, authorName: '', authorEmail: '' },
    }))
    const [ended, next] = [facts.runs[7], facts.runs[8]]
    const key = (run: typeof ended) => `boot.${run?.revision.commit}.${run?.targetKey}.${run?.attempt}`
    const told = (build: number, ...pending: string[]) =>
      plan({
        ...{ ...alone(range), record, facts: half, idle: { build, boot: build } },
        pending: pending.map((one) => ({ key: one, seconds: 1 })),
      }).expected?.seconds
    expect(stages).toContain('narrow')
    expect(told(1)).toBeGreaterThan(0)
    expect(told(0, key(next))).toBe(told(1))
    expect(told(1, key(ended))).toBe(told(1))
    expect(told(2)).toBeLessThan(told(1) ?? 0)
  })

  it('is unknown before anything was measured, unless earlier bisections did', () => {
    const { record } = simulate(world({ length: 40, rate: 1, further: 0 }, 1))
    const commits = world({ length: 40, rate: 1, further: 0 }, 1).history.map(([name, parents]) => ({
      ...{ hash: hash(name), parents: parents.map(hash), subject: name },
      ...{ committedAt: 0, authoredAt: 0, authorName: '', authorEmail: '' },
    }))
    const graph = new CommitGraph(commits.map((commit) => ({ id: commit.hash, parents: commit.parents })))
    const facts = { builds: [], runs: [], infrastructureErrors: new Map(), overrides: [], reruns: [] }
    const input = { ...alone(commits), graph, record, facts }
    expect(plan(input).expected).toBeNull()
    expect(plan({ ...input, usual: { ...seconds, boot: null } }).expected).toBeNull()
    const one = plan({ ...input, usual: seconds }).expected
    // Ten, of which two are clean builds of the culprit and its parent.
    expect(one).toMatchObject({ builds: 10, runs: expect.any(Number) })
    // Four hosts are about twice as fast, not four times: half of a search waits for its last
    // answer.
    const four = plan({ ...input, usual: seconds, idle: { build: 4, boot: 4 } }).expected
    expect((one?.seconds ?? 0) / (four?.seconds ?? 1)).toBeGreaterThan(1.6)
    expect((one?.seconds ?? 0) / (four?.seconds ?? 1)).toBeLessThan(2.6)
  })

  it('knows no runs where the test is the build', () => {
    const behave: World['behave'] = (commit) => (numberOf(commit) >= 20 ? 'does not build' : passed)
    const { expected } = simulate({ history: chain(60), behave, seconds, request: { test: { kind: 'build' } } })
    expect(expected.filter((one) => one).length).toBeGreaterThan(0)
    for (const one of expected) expect(one?.runs ?? 0).toBe(0)
  })
})
