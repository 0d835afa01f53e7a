import { expect, it } from 'vitest'
import type { BuildFact } from '../model/facts.ts'
import type { Showing } from '../model/range-evidence.ts'
import { candidateVerdict } from './candidate-verdict.ts'

const posterior = { noops: Uint8Array.of(0), possible: Uint8Array.of(1), bad: Float64Array.of(0.5) }

/** What is said of a commit that was built, and showed this besides. */
function verdictOf(shown: Partial<Showing>) {
  const build = { result: 'built', revision: {} } as BuildFact
  const showing = { passes: 0, failures: 0, others: 0, build, besides: [], ...shown } as unknown as Showing
  return candidateVerdict('abc', 0, { posterior } as never, { showings: new Map([['abc', showing]]) } as never)
}

it('says nothing yet of a commit that was only built, as nothing was seen of it', () => {
  expect(verdictOf({})).toMatchObject({ verdict: null, reason: 'built, and not run yet' })
})

it('says that a commit whose runs leave it open is weak', () => {
  expect(verdictOf({ passes: 1, failures: 1 })).toMatchObject({ verdict: 'weak' })
})
