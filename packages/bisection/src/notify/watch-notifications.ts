import type { Regression, WatchState } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import type { ClaimedRegression, TestedRevision } from '../model/check-store.ts'
import type { BisectionRecord } from '../model/facts.ts'
import type { Surroundings } from '../model/ports.ts'
import type { OwnWatch } from '../model/watch-check.ts'
import { about, aboutRegression, factsOf, stamped } from './notifications.ts'
import type { Notification } from './send-notifications.ts'

type Clock = Pick<Surroundings, 'now' | 'pageUrl'>

/** A failure that had gone shows again. */
export function regressionCameBack(
  clock: Clock,
  record: BisectionRecord,
  { id, earlier }: ClaimedRegression,
  signature: Signature | null,
): Notification {
  const data = { regressionId: id, earlierRegressionId: earlier ?? id, bisectionId: record.id, ...about(clock, record) }
  return {
    subject: record.id,
    body: stamped(clock, 'regression.came-back', { ...data, signature }),
    facts: factsOf(record),
  }
}

/** A further target shows the failure of a regression. */
export function regressionAffectsMore(
  clock: Clock,
  record: BisectionRecord,
  { id, bisectionId }: Pick<Regression, 'id' | 'bisectionId'>,
  signature: Signature | null,
): Notification {
  const where = about(clock, record)
  const url = new URL(`../regressions/${id}`, clock.pageUrl(id)).href
  return {
    subject: `${id} ${where.target}`,
    body: stamped(clock, 'regression.affects-more', { regressionId: id, bisectionId, ...where, url, signature }),
    facts: factsOf(record),
  }
}

/** No target of the branch shows it any more. */
export function regressionGone(clock: Clock, regression: Regression, commit: string): Notification {
  const { id, tree, branch, architecture, signature, culprit } = regression
  const body = stamped(clock, 'regression.gone', { ...aboutRegression(clock, regression), commit, signature })
  const facts = { tree, branch, architectures: [architecture], author: culprit?.author, outcome: undefined }
  return { subject: `${id} ${commit}`, body, facts }
}

/** All tests of a revision are done. */
export function revisionTested(
  clock: Clock,
  record: BisectionRecord,
  watch: OwnWatch,
  { id, commit, subject, branch, results }: TestedRevision,
): Notification {
  const those = (...states: readonly WatchState[]) => [
    ...new Set(results.flatMap(({ target, state }) => (states.includes(state) ? [target] : []))),
  ]
  const url = new URL(`../watches/${watch.id}/revisions/${commit}`, clock.pageUrl(watch.id)).href
  const data = {
    ...{ watchId: watch.id, watch: watch.name, url, tree: record.tree.name, branch, commit, subject },
    passed: those('passed'),
    failed: those('failed', 'inherited'),
    flaky: those('flaky'),
    unbuilt: those('does not build'),
    unknown: those('not known'),
  }
  return { subject: id, body: stamped(clock, 'revision.tested', data), facts: factsOf(record) }
}
