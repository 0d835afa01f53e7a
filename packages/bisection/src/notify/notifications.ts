import {
  type BisectionResult,
  commitPage,
  type Regression,
  type Triage,
  testOf,
  type WebhookBody,
} from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import type { BisectionRecord, RangeCommit } from '../model/facts.ts'
import { mainTarget } from '../model/main-target.ts'
import type { Surroundings } from '../model/ports.ts'
import { type KnownRegression, notificationKey, regressionKey } from './dedup-key.ts'
import type { Notification } from './send-notifications.ts'

type Clock = Pick<Surroundings, 'now' | 'pageUrl'>
/** Of a result, what filters look at. */
type Result = Pick<BisectionResult, 'outcome' | 'culprit' | 'affectedTargets' | 'merge'>

/** What every message says of its bisection. */
export function about(clock: Clock, record: BisectionRecord) {
  return {
    url: clock.pageUrl(record.id),
    tree: record.tree.name,
    branch: record.branch,
    good: record.good.hash,
    bad: record.bad.hash,
    target: mainTarget(record).name,
    architecture: mainTarget(record).architecture,
    test: testOf(record.request).kind,
  }
}

/** What filters look at, but for the files. */
export function factsOf(record: BisectionRecord, result?: Result): Notification['facts'] {
  const affected = new Set(
    result?.affectedTargets.flatMap(({ target, result: how }) => (how === 'affected' ? [target] : [])),
  )
  const targets = [mainTarget(record), ...record.targets.filter(({ name }) => affected.has(name))]
  return {
    tree: record.tree.name,
    branch: record.branch,
    architectures: [...new Set(targets.map(({ architecture }) => architecture))],
    author: result?.culprit?.author,
    outcome: result?.outcome,
  }
}

/** The files of the culprit; of a merge, those of the commits that meet in it. */
function culpritPaths({ culprit, merge }: Result, range: readonly RangeCommit[]): string[] {
  const guilty = new Set([culprit?.hash, ...(merge?.sides ?? []).map(({ commit }) => commit?.hash)])
  return range.flatMap(({ hash, paths }) => (guilty.has(hash) ? (paths ?? []) : []))
}

const pathsOf = (result: Result, range: () => Promise<readonly RangeCommit[]>): Pick<Notification, 'paths'> =>
  result.culprit ? { paths: async () => culpritPaths(result, await range()) } : {}

/** The page of a commit of a bisection's tree. */
const pageOf = (record: BisectionRecord | undefined, hash: string | null | undefined): string | null =>
  (record && hash && commitPage(record.tree, hash)) || null

/** A message of now. */
export const stamped = <B extends WebhookBody>(clock: Clock, type: B['type'], data: B['data']) =>
  ({ type, timestamp: clock.now().toISOString(), data }) as B

/** It left the queue. */
export function started(clock: Clock, record: BisectionRecord): Notification {
  const data = { id: record.id, ...about(clock, record), title: record.title }
  return { subject: record.id, body: stamped(clock, 'bisection.started', data), facts: factsOf(record) }
}

/** It waits for a person, or ended with an error; `subject` says which time. */
export function failed(clock: Clock, record: BisectionRecord, reason: string, result?: Result): Notification {
  const subject = result ? `${record.id} ended` : `${record.id} paused ${record.resumedAt?.toISOString() ?? 'first'}`
  const data = { id: record.id, ...about(clock, record), reason }
  return { subject, body: stamped(clock, 'bisection.failed', data), facts: factsOf(record, result) }
}

/** Both revisions are checked: the good one passes, the bad one fails. */
export function regressionFound(
  clock: Clock,
  record: BisectionRecord,
  regressionId: string,
  signature: Signature | null,
): Notification {
  const data = { regressionId, bisectionId: record.id, ...about(clock, record), signature }
  return { subject: record.id, body: stamped(clock, 'regression.found', data), facts: factsOf(record) }
}

/** The fields of a regression that notifications have. */
type NotifiedRegression = Pick<
  Regression,
  'id' | 'bisectionId' | 'tree' | 'branch' | 'good' | 'bad' | 'target' | 'architecture' | 'test'
>

/** What every message says of a regression that may have no bisection. */
export function aboutRegression(clock: Clock, regression: NotifiedRegression) {
  const { id: regressionId, bisectionId, tree, branch, good, bad, target, architecture, test } = regression
  // The pages of regressions lie beside those of bisections.
  const own = new URL(`../regressions/${regressionId}`, clock.pageUrl(regressionId)).href
  const url = bisectionId === null ? own : clock.pageUrl(bisectionId)
  return { regressionId, bisectionId, url, tree, branch, good, bad, target, architecture, test }
}

/**
 * Returns the notification of a regression that was reported by API or KCIDB. Where it has a
 * bisection, the subject is the id of that, as when its boundaries are checked: so it is sent once.
 */
export function regressionReported(
  clock: Clock,
  regression: NotifiedRegression & Pick<Regression, 'signature'>,
): Notification {
  const { id, bisectionId, tree, branch, architecture, signature } = regression
  return {
    subject: bisectionId ?? id,
    body: stamped(clock, 'regression.found', { ...aboutRegression(clock, regression), signature }),
    facts: { tree, branch, architectures: [architecture], author: undefined, outcome: undefined },
  }
}

/**
 * Returns the notifications of the end of a bisection. That it ended is told of each bisection to
 * programs, which wait for it; its culprit is told once for each regression.
 */
export function endings(
  clock: Clock,
  record: BisectionRecord,
  result: BisectionResult,
  range: readonly RangeCommit[],
  regression: KnownRegression | undefined,
): Notification[] {
  const { outcome, label, cause, reason, culprit, probability, assumptions, affectedTargets, signature } = result
  const culpritUrl = pageOf(record, culprit?.hash)
  const ended = {
    ...{ outcome, label, cause, reason, culprit, culpritUrl, probability, assumptions, affectedTargets, signature },
  }
  const common = {
    subject: notificationKey(record, result),
    facts: factsOf(record, result),
    ...pathsOf(result, async () => range),
  }
  const data = { ...about(clock, record), ...ended }
  const of = culprit && regression ? { key: regressionKey(record, result, regression), id: regression.id } : undefined
  const named = { id: record.id, regressionId: of?.id ?? null }
  const finished: Notification = {
    ...common,
    ...(of ? { subjectForPeople: of.key } : {}),
    body: stamped(clock, 'bisection.finished', { ...named, ...data }),
  }
  const bisected = of && { regressionId: of.id, bisectionId: record.id, ...data }
  return [
    finished,
    ...(bisected ? [{ ...common, subject: of.key, body: stamped(clock, 'regression.bisected', bisected) }] : []),
    ...(outcome === 'error' ? [failed(clock, record, reason, result)] : []),
  ]
}

/** Somebody says that a commit fixes it. `record`: its bisection, where there is one. */
export function regressionFixed(
  clock: Clock,
  regression: Regression,
  triage: Triage,
  record: BisectionRecord | undefined,
  range: () => Promise<readonly RangeCommit[]>,
): Notification {
  const { id, tree, branch, architecture, culprit, label } = regression
  const urls = { culpritUrl: pageOf(record, culprit?.hash), fixUrl: pageOf(record, triage.commit) }
  const data = { ...aboutRegression(clock, regression), triage, culprit, ...urls, label }
  const result = record?.result ?? undefined
  return {
    subject: `${id} ${triage.commit}`,
    body: stamped(clock, 'regression.fixed', data),
    facts:
      record && result
        ? factsOf(record, result)
        : { tree, branch, architectures: [architecture], author: culprit?.author, outcome: undefined },
    ...(result ? pathsOf(result, range) : {}),
  }
}
