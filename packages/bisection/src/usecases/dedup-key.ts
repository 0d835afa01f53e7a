import { createHash } from 'node:crypto'
import { type BisectionRequest, testOf } from '@kbisect/contracts'

/** What a request was resolved to. */
interface Resolved {
  readonly treeId: string
  readonly good: string
  readonly bad: string
  /** Key of the main target. */
  readonly target: string
}

/**
 * A hash that is equal for requests of the same range, target and test; budget and further targets
 * do not matter.
 */
export function dedupKeyOf(request: BisectionRequest, { treeId, good, bad, target }: Resolved): string {
  const test = testOf(request)
  const { match = 'same', warnings = 'ignore', failure = {} } = request
  const what = [
    treeId,
    good,
    bad,
    target,
    [test.kind, test.kind === 'script' ? test.script : null],
    test.kind === 'console' ? [test.pattern, test.expect] : null,
    match,
    warnings,
    [failure.kind, failure.function, failure.message],
    // What its options add to the configuration is in the target. Other tests keep their keys.
    ...(test.kind === 'kunit' ? [[test.suite, test.case]] : []),
  ]
  return createHash('sha256').update(JSON.stringify(what)).digest('hex')
}

/**
 * The lock under which a search of this range on this target is started, whatever failure it looks
 * for: a report that does not name the failure yet and a request that does may come to the same
 * bisection.
 */
export const startLock = ({ treeId, good, bad, target }: Resolved): string =>
  `start ${createHash('sha256')
    .update(JSON.stringify([treeId, good, bad, target]))
    .digest('hex')}`
