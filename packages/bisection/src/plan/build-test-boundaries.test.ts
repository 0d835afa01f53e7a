import { describe, expect, it } from 'vitest'
import { chain, hash, numberOf, passed, simulate, type World } from './simulated-hosts.fixture.ts'

const name = (at: number): string => `c${String(at).padStart(2, '0')}`

/** Breaks the build from `culprit` on. */
const breaking =
  (culprit: number): World['behave'] =>
  (commit, { reverted }) =>
    numberOf(commit) >= culprit && reverted === undefined ? 'does not build' : passed

describe('a search for a build failure', () => {
  it.each([2, 3, 5, 6, 7, 8, 12, 17, 30])('ends at the last of %s commits, and at the first', (length) => {
    for (const culprit of [1, length]) {
      const { plan, tasks } = simulate({
        history: chain(length),
        behave: breaking(culprit),
        request: { test: { kind: 'build' } },
      })
      expect(plan.result).toMatchObject({ label: 'confirmed', culprit: { hash: hash(name(culprit)) } })
      // The culprit and its parent are built once more, from nothing.
      const clean = 2
      expect(tasks.length).toBeLessThan(4 + clean + 2 * Math.log2(length))
    }
  })
})
