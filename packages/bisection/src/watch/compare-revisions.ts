import { type ComparedResult, type RevisionChange, revisionChanges, type WatchState } from '@kbisect/contracts'
import { sameFailure } from '@kbisect/verdict'
import type { CellResult } from './group-failures.ts'
import { runsToClear } from './runs-to-clear.ts'

/** A revision with its results. */
interface Tested {
  readonly commit: string
  readonly results: readonly CellResult[]
}

type Outcome = Pick<ComparedResult, 'change' | 'sameFailure'>

const FAILS: ReadonlySet<WatchState> = new Set(['failed', 'inherited', 'does not build'])

/**
 * Returns how each test on each target did in `b` beside `a`, new failures first. A target whose
 * configuration was changed between them is two, each with one result.
 */
export function compareRevisions(a: Tested, b: Tested): (Outcome & { a?: CellResult; b?: CellResult })[] {
  const keys = new Set([...a.results, ...b.results].map(cellKey))
  const [ofA, ofB] = [byCell(a), byCell(b)]
  const compared = [...keys].map((key) => {
    const [one, other] = [ofA.get(key), ofB.get(key)]
    return { ...(one && { a: one }), ...(other && { b: other }), ...changeBetween(a, b, one, other) }
  })
  const order = (change: RevisionChange): number => revisionChanges.indexOf(change)
  return compared.toSorted((left, right) => order(left.change) - order(right.change))
}

const cellKey = ({ targetKey, testIndex, test }: CellResult): string => `${testIndex} ${test} ${targetKey}`
const byCell = ({ results }: Tested) => new Map(results.map((result) => [cellKey(result), result]))

function changeBetween(a: Tested, b: Tested, one: CellResult | undefined, other: CellResult | undefined): Outcome {
  const plain = (change: RevisionChange): Outcome => ({ change, sameFailure: null })
  if (!one || !other) return plain('not run')
  const known = [one, other].every(({ state }) => FAILS.has(state) || state === 'passed' || state === 'flaky')
  if (!known) return plain('not run')
  if (one.state === 'flaky' || other.state === 'flaky') return plain('not comparable')
  const [failedBefore, failsNow] = [FAILS.has(one.state), FAILS.has(other.state)]
  if (!failedBefore && !failsNow) return plain('still passing')
  if (failedBefore && failsNow) {
    const same = one.signature && other.signature ? sameFailure(one.signature, other.signature) : null
    return { change: 'still failing', sameFailure: same }
  }
  if (failedBefore) return plain(couldBeChance(one, b.commit, other) ? 'not comparable' : 'fixed')
  return plain(couldBeChance(other, a.commit, one) ? 'not comparable' : 'new failure')
}

/**
 * Whether a kernel with the failure could have passed so often. A failure that shows in each run
 * could not; of one that was found against this very pass, both kernels ran until they differed for
 * sure.
 */
function couldBeChance(failed: CellResult, passing: string, { passes }: CellResult): boolean {
  if (failed.passes === 0 || failed.failures === 0) return false
  return failed.regression?.good !== passing && passes < runsToClear(failed.passes, failed.failures)
}
