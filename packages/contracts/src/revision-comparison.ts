import Type from 'typebox'
import { Id, Words } from './identifiers.ts'
import { MOST_RESULTS, RevisionHead } from './revision-failures.ts'
import { testKinds } from './test-kind.ts'
import { TreeName } from './tree.ts'
import { WatchResult } from './watched-revision.ts'

/**
 * How a test on a target did in a second revision beside a first. `not comparable`: the difference
 * could be chance. `not run`: one of them has no result.
 */
export const revisionChanges = [
  'new failure',
  'fixed',
  'still failing',
  'not comparable',
  'not run',
  'still passing',
] as const
export type RevisionChange = (typeof revisionChanges)[number]

const Side = Type.Union([WatchResult, Type.Null()])

/** One test on one target in two revisions. */
export const ComparedResult = Type.Object({
  target: Type.String(),
  test: Words(testKinds),
  testIndex: Type.Integer({ minimum: 0, description: 'Position of the test among those of the watch.' }),
  change: Words(
    revisionChanges,
    'From a to b. not comparable: flaky, or so few runs that the difference could be chance. not run: no result in a or in b.',
  ),
  sameFailure: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Where both fail, whether in the same way; null: they do not both fail, or that cannot be told.',
  }),
  a: Type.Unsafe<WatchResult | null>({ ...Side, description: 'The result of a; null: it was not to be tested so.' }),
  b: Type.Unsafe<WatchResult | null>({ ...Side, description: 'The result of b; null: it was not to be tested so.' }),
})
export type ComparedResult = Type.Static<typeof ComparedResult>

/** Two revisions of a watch beside each other. */
export const RevisionComparison = Type.Object({
  watch: Type.String({ description: 'Name of the watch.' }),
  watchId: Id,
  tree: TreeName,
  a: RevisionHead,
  b: RevisionHead,
  results: Type.Array(ComparedResult, {
    maxItems: 2 * MOST_RESULTS,
    description: 'By kind of change, new failures first, then by test and target.',
  }),
})
export type RevisionComparison = Type.Static<typeof RevisionComparison>
