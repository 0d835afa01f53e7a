import type { RevisionComparison, RevisionFailures, RevisionHead, WatchResult } from '@kbisect/contracts'
import { watch, watchedRevision } from './around.ts'
import { hashes, ids, signature } from './things.ts'

const { branch, commit, subject, committedAt, seenAt, results } = watchedRevision
const revision: RevisionHead = { branch, commit, subject, committedAt, seenAt }
const previous: RevisionHead = {
  ...revision,
  ...{ commit: hashes.good, subject: 'Add linux-next specific files for 20200918' },
  ...{ committedAt: '2026-02-26T07:10:02.000Z', seenAt: '2026-02-26T08:14:05.120Z' },
}
const place = { watch: watch.name, watchId: watch.id, tree: watch.tree }

export const failures: RevisionFailures = {
  ...place,
  ...{ revision, previous },
  failures: [
    {
      ...{ signature, test: 'boot', testIndex: 0, passed: ['arm64'], failsOtherwise: [], notTested: [] },
      affected: results.filter(({ state }) => state === 'failed'),
      regressions: [{ id: ids.regression, state: 'open', gone: false }],
      bisections: [{ id: ids.bisection, state: 'finished', outcome: 'culprit', label: 'confirmed' }],
      lastGood: previous,
    },
  ],
}

const before = (result: WatchResult): WatchResult => ({
  ...result,
  ...{ state: 'passed', passes: 2, failures: 0, signature: null, regressionId: null },
  reason: `${hashes.good.slice(0, 12)} passed 2 times.`,
})

export const comparison: RevisionComparison = {
  ...place,
  ...{ a: previous, b: revision },
  results: results.map((b) => ({
    ...{ target: b.target, test: b.test, testIndex: b.testIndex, sameFailure: null, a: before(b), b },
    change: b.state === 'failed' ? 'new failure' : 'still passing',
  })),
}
