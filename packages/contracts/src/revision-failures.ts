import Type from 'typebox'
import { labels, outcomes, states } from './bisection-states.ts'
import { CommitHash, Id, Time, Words } from './identifiers.ts'
import { Signature } from './run-result.ts'
import { testKinds } from './test-kind.ts'
import { TreeName } from './tree.ts'
import { regressionStates } from './triage.ts'
import { WatchResult } from './watched-revision.ts'

/** The most results that one revision has: 32 targets with four tests each. */
export const MOST_RESULTS = 128

/** A full hash or its beginning, of a revision that a watch saw. */
export const SeenCommitRef = Type.String({
  pattern: '^[0-9a-f]{4,64}$',
  description: 'A commit hash, or its first digits: four at least.',
})

/** Which revision of a watch is meant. */
export const RevisionHead = Type.Object({
  branch: Type.String(),
  commit: CommitHash,
  subject: Type.String(),
  committedAt: Time,
  seenAt: Type.Unsafe<string>({ ...Time, description: 'When the watch saw it first.' }),
})
export type RevisionHead = Type.Static<typeof RevisionHead>

const OneRevision = Type.Union([RevisionHead, Type.Null()])

/** A regression to which a failure belongs. */
export const RegressionLink = Type.Object({
  id: Id,
  state: Words(regressionStates),
  gone: Type.Boolean({ description: 'Whether the branch passes again.' }),
})
export type RegressionLink = Type.Static<typeof RegressionLink>

/** A bisection of such a regression. */
export const BisectionLink = Type.Object({
  id: Id,
  state: Words(states),
  outcome: Type.Union([Words(outcomes), Type.Null()]),
  label: Type.Union([Words(labels), Type.Null()]),
})
export type BisectionLink = Type.Static<typeof BisectionLink>

const targets = (description: string) => Type.Array(Type.String(), { maxItems: MOST_RESULTS, description })

/** One failure of a revision, with all targets that show it. */
export const RevisionFailure = Type.Object({
  signature: Type.Union([Signature, Type.Null()], { description: 'How it fails; null where nothing was read.' }),
  test: Words(testKinds),
  testIndex: Type.Integer({ minimum: 0, description: 'Position of the test among those of the watch.' }),
  affected: Type.Array(WatchResult, { maxItems: MOST_RESULTS, description: 'The results that show it.' }),
  passed: targets('Targets on which the same test passed.'),
  failsOtherwise: targets('Targets on which the same test shows another failure.'),
  notTested: targets('Targets on which the same test waits, goes on, or could tell nothing.'),
  regressions: Type.Array(RegressionLink, {
    maxItems: MOST_RESULTS,
    description: 'The regressions to which these results belong; a duplicate is named by its original.',
  }),
  bisections: Type.Array(BisectionLink, { maxItems: MOST_RESULTS, description: 'The bisections of these.' }),
  lastGood: Type.Unsafe<RevisionHead | null>({
    ...OneRevision,
    description: 'The last revision of the branch before it that passed on all affected targets; null: none.',
  }),
})
export type RevisionFailure = Type.Static<typeof RevisionFailure>

/** What fails at a revision of a watch. */
export const RevisionFailures = Type.Object({
  watch: Type.String({ description: 'Name of the watch.' }),
  watchId: Id,
  tree: TreeName,
  revision: RevisionHead,
  previous: Type.Unsafe<RevisionHead | null>({
    ...OneRevision,
    description: 'The last revision of the branch before it that has a result; null: none.',
  }),
  failures: Type.Array(RevisionFailure, {
    maxItems: MOST_RESULTS,
    description: 'Each failure once, the one of most targets first.',
  }),
})
export type RevisionFailures = Type.Static<typeof RevisionFailures>
