import { expect, test } from 'vitest'
import type { Plan } from './plan.ts'
import { chain, failing, hash, numberOf, panic, passed, simulate } from './simulated-hosts.fixture.ts'

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

/** A failure that shows in half of the boots since c12. */
function flaky(seed: number) {
  const draw = drawFrom(seed)
  return simulate({
    history: chain(30),
    behave: (commit, { reverted }) =>
      numberOf(commit) >= 12 && reverted === undefined && draw() < 0.5 ? failing(panic) : passed,
  })
}

/** Share of the likeliest other commit, in the probability of all that are listed. */
function rivalShare(result: Plan['result']): number {
  const probabilities = (result?.ranked ?? []).map(({ probability }) => probability)
  const sum = probabilities.reduce((total, one) => total + one, 0)
  return (probabilities[1] ?? 0) / sum
}

test('the parent of a flaky culprit is run until the culprit is surer than a search must be', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const { plan } = flaky(seed)
    expect(plan.result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c12') } })
    expect(rivalShare(plan.result)).toBeLessThanOrEqual(0.003)
  }
})

test('where the revert does not help, the parent of a flaky culprit is run more often', () => {
  const runsOfParent = (revertHelps: boolean): number => {
    const draw = drawFrom(3)
    const { facts, plan } = simulate({
      history: chain(30),
      behave: (commit, { reverted }) => {
        const hasIt = numberOf(commit) >= 12 && (reverted === undefined || !revertHelps)
        return hasIt && draw() < 0.5 ? failing(panic) : passed
      },
    })
    expect(plan.result).toMatchObject({
      culprit: { hash: hash('c12') },
      label: revertHelps ? 'confirmed' : 'probable',
    })
    return facts.runs.filter(({ revision }) => revision.commit === hash('c11')).length
  }
  expect(runsOfParent(false)).toBeGreaterThan(runsOfParent(true))
})

test('a solid failure takes hardly a further run', () => {
  const { facts, plan } = simulate({
    history: chain(30),
    behave: (commit, { reverted }) => (numberOf(commit) >= 12 && reverted === undefined ? failing(panic) : passed),
  })
  expect(plan.result).toMatchObject({ label: 'confirmed' })
  // Five of the boundaries, twelve of the search and the proof, three of the revert, and one more.
  expect(facts.runs.length).toBeLessThanOrEqual(21)
})
