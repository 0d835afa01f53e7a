import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Behaviour,
  failing,
  hash,
  otherPanic,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

// More of them for a thorough search.
const RUNS = 40 * (Number(process.env.KBISECT_TEST_REPEATS) || 1)
// Of a failure that shows in one boot of five, in a range of this size.
const MOST_TASKS = 800

const commit = fc.nat({ max: 9 })

/**
 * What may be true of a range, and of the hosts. Indexes are of commits, and go around where the
 * range is shorter.
 */
const stories = fc.record({
  test: fc.constantFrom('boot', 'boot', 'script', 'console', 'build'),
  /** Of each commit, how far back its parents are. */
  parents: fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }), {
    minLength: 2,
    maxLength: 10,
  }),
  culprit: commit,
  /** Of a hundred runs with the failure and without it, those that show it. */
  shows: fc.constantFrom(100, 100, 70, 40, 20),
  showsAnyway: fc.constantFrom(0, 0, 0, 2, 10),
  broken: fc.option(fc.tuple(commit, commit), { freq: 2 }),
  failures: fc.option(fc.tuple(commit, commit), { freq: 2 }),
  hosts: fc.constantFrom(['a'], ['a', 'b'], ['a', 'b', 'c']),
  /** A host on which half of all runs fail. */
  badHost: fc.option(fc.constantFrom('a', 'b'), { freq: 6 }),
  /** From so many boots on every kernel fails. */
  begins: fc.option(fc.nat({ max: 40 }), { freq: 8 }),
  applied: fc.constantFrom('applies', 'applies', 'conflict', 'does not build'),
  skipped: fc.option(commit, { freq: 6 }),
  /** From this one on, what is not built clean fails or has another image at least. */
  poisoned: fc.option(fc.tuple(commit, fc.boolean()), { freq: 3 }),
  /** Commits that no host can build clean. */
  cleanFaults: fc.array(commit, { maxLength: 3 }),
  any: fc.constantFrom(false, false, false, true),
  budget: fc.option(fc.integer({ min: 2, max: 9 }), { freq: 6 }),
  dice: fc.integer(),
})
type Story = typeof stories extends fc.Arbitrary<infer S> ? S : never

const name = (at: number): string => (at === 0 ? 'good' : `c${String(at).padStart(2, '0')}`)

/**
 * The commits with their parents; what no other commit has as a parent is merged by the last one.
 */
function historyOf({ parents }: Story): World['history'] {
  const history = parents.map((back, index): [string, string[]] => [
    name(index + 1),
    [...new Set(back.map((one) => name(Math.max(0, index + 1 - one))))],
  ])
  const [last, ...others] = [...history].reverse()
  const tips = others.map(([tip]) => tip).filter((tip) => !history.some(([, of]) => of.includes(tip)))
  last?.[1].push(...tips.reverse())
  return history
}

function worldOf(story: Story): World {
  const history = historyOf(story)
  const contents = new Map<string, ReadonlySet<string>>([['good', new Set()]])
  for (const [own, parents] of history)
    contents.set(own, new Set([own, ...parents.flatMap((parent) => [...(contents.get(parent) ?? [])])]))
  const at = (index: number) => name(1 + (index % history.length))
  let [boots, state] = [0, story.dice]
  const dice = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 8) % 100
  }
  const isPoisoned = (own: string) =>
    story.poisoned !== null && (contents.get(own)?.has(at(story.poisoned[0])) ?? false)
  const behave: World['behave'] = (own, { reverted, patched, merged, host, clean }): Behaviour => {
    if ((reverted ?? patched ?? merged) !== undefined && story.applied !== 'applies')
      return story.applied as 'conflict' | 'does not build'
    const set = new Set([...(contents.get(own) ?? []), ...(contents.get(merged ?? '') ?? [])])
    if (patched !== undefined) set.add(patched)
    if (reverted !== undefined) set.delete(reverted)
    const within = (region: [number, number] | null) =>
      region !== null && set.has(at(region[0])) && !set.has(at(region[1]))
    if (story.test === 'build' && set.has(at(story.culprit))) return 'does not build'
    if (!clean && isPoisoned(own) && story.poisoned?.[1])
      return story.test === 'build' ? 'does not build' : failing(panic)
    if (within(story.broken)) return 'does not build otherwise'
    if (host === '') return passed
    boots++
    if (boots > (story.begins ?? Infinity) || (host === story.badHost && dice() < 50)) return failing(panic)
    if (within(story.failures)) return failing(otherPanic)
    return dice() < (set.has(at(story.culprit)) ? story.shows : story.showsAnyway) ? failing(panic) : passed
  }
  const poisoned = history.map(([own]) => own).filter(isPoisoned)
  const cleanFaults = story.cleanFaults.map(at)
  return { history, behave, hosts: story.hosts, request: requestOf(story), poisoned, cleanFaults }
}

function requestOf({ test, any, budget }: Story): NonNullable<World['request']> {
  const tests = {
    boot: {},
    build: { test: { kind: 'build' } },
    script: { test: { kind: 'script', script: 'true' } },
    console: { test: { kind: 'console', pattern: 'ready', expect: 'present' } },
  } as const
  return {
    ...tests[test as keyof typeof tests],
    ...(any ? { match: 'any' } : {}),
    ...(budget ? { budget: { builds: budget } } : {}),
  }
}

it('every plan waits, wants something new or ends, whatever happens in the range and on the hosts', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const world = worldOf(story)
      const skipped = story.skipped === null ? undefined : world.history[story.skipped]?.[0]
      const overrides =
        skipped === undefined ? [] : [{ commit: hash(skipped), verdict: 'skip' as const, by: 'p', why: '' }]
      // It throws where a task is asked for twice, and where nothing is left to do without a
      // result.
      const { plan, tasks } = simulate(world, { known: { overrides } })
      expect(plan.result).toBeDefined()
      // Where earlier builds left something, a commit can have two images, and both are run.
      expect(tasks.length).toBeLessThan(story.poisoned ? 2 * MOST_TASKS : MOST_TASKS)
    }),
    { numRuns: RUNS },
  )
})
