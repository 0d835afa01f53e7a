import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Behaviour,
  chain,
  failing,
  hash,
  numberOf,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

const LENGTH = 14

interface Story {
  /** Commits from `breaks` up to `fix` do not build, unless the fix is applied. */
  readonly breaks: number
  readonly fix: number
  readonly culprit: number
  /** What comes of the fix on each commit; `applies` lets it build. */
  readonly onto: readonly ('applies' | 'conflict' | 'does not build')[]
  /** What comes of reverts, on each commit. */
  readonly reverts: readonly ('applies' | 'conflict' | 'does not build')[]
  /** Of ten runs of a kernel with the failure, those that show it. */
  readonly shows: 10 | 7
  readonly suspects: readonly number[]
}

const outcome = fc.constantFrom('applies', 'conflict', 'does not build')

const stories: fc.Arbitrary<Story> = fc
  .record({
    breaks: fc.integer({ min: 1, max: LENGTH - 2 }),
    length: fc.integer({ min: 1, max: 6 }),
    role: fc.constantFrom('break', 'fix', 'within', 'before', 'after'),
    onto: fc.array(outcome, { minLength: LENGTH + 1, maxLength: LENGTH + 1 }),
    reverts: fc.array(outcome, { minLength: LENGTH + 1, maxLength: LENGTH + 1 }),
    shows: fc.constantFrom<10 | 7>(10, 10, 7),
    suspects: fc.array(fc.integer({ min: 1, max: LENGTH }), { maxLength: 3 }),
    pick: fc.nat(),
  })
  .map(({ breaks, length, role, pick, ...rest }) => {
    const fix = Math.min(LENGTH - 1, breaks + length)
    const between = (from: number, to: number) => from + (pick % Math.max(1, to - from + 1))
    const culprits = {
      ...{ break: breaks, fix, within: between(breaks, fix - 1) },
      ...{ before: between(1, Math.max(1, breaks - 1)), after: between(fix, LENGTH) },
    }
    return { breaks, fix, culprit: culprits[role], ...rest }
  })

const name = (at: number): string => `c${String(at).padStart(2, '0')}`

function worldOf({ breaks, fix, culprit, onto, reverts, shows, suspects }: Story): World {
  const behave: World['behave'] = (commit, { patched, reverted, attempt }): Behaviour => {
    const at = numberOf(commit)
    const made = [...(patched ? [onto[at]] : []), ...(reverted ? [reverts[at]] : [])]
    for (const one of made) if (one === 'conflict' || one === 'does not build') return one
    const has = (which: number) => (at >= which || patched === name(which)) && reverted !== name(which)
    if (has(breaks) && !has(fix)) return 'does not build'
    const isShown = ((at * 2654435761 + attempt * 40503 + culprit * 97) >>> 7) % 10 < shows
    return has(culprit) && isShown ? failing(panic) : passed
  }
  const suspicion = Object.fromEntries(suspects.map((at) => [name(at), 300]))
  return { history: chain(LENGTH), behave, suspicion }
}

it('an innocent commit is never named, whatever builds with a fix and whatever looks suspicious', () => {
  const seen = { culprit: 0, range: 0, other: 0 }
  fc.assert(
    fc.property(stories, (story) => {
      const { result } = simulate(worldOf(story)).plan
      const { culprit } = story
      if (result?.outcome === 'culprit') expect(result.culprit?.hash).toBe(hash(name(culprit)))
      else if (result?.outcome === 'range') expect(result.range).toContain(hash(name(culprit)))
      seen[result?.outcome === 'culprit' || result?.outcome === 'range' ? result.outcome : 'other']++
    }),
    { numRuns: RUNS },
  )
  expect(Math.min(seen.culprit, seen.range)).toBeGreaterThan(RUNS / 10)
  // Luck may hide a failure that shows in some runs at the bad revision.
  expect(seen.other).toBeLessThan(RUNS / 5)
})

const RUNS = 40 * (Number(process.env.KBISECT_TEST_REPEATS) || 1)
