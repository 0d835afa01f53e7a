import Type from 'typebox'
import { CommitHash, Id, Time, Words } from './identifiers.ts'
import { Signature } from './run-result.ts'
import { testKinds } from './test-kind.ts'
import { TreeName } from './tree.ts'

/**
 * What is known of a revision in one test on one target. `inherited`: it fails, and so does the
 * revision at which its branch left the one that passed.
 */
export const watchStates = [
  'waiting',
  'testing',
  'passed',
  'failed',
  'flaky',
  'inherited',
  'does not build',
  'not known',
] as const
export type WatchState = (typeof watchStates)[number]

/** How one revision did in one test on one target. */
export const WatchResult = Type.Object({
  target: Type.String(),
  test: Words(testKinds),
  /** Position of the test among those of the watch. */
  testIndex: Type.Integer({ minimum: 0, description: 'Position of the test among those of the watch.' }),
  state: Words(watchStates),
  passes: Type.Integer(),
  failures: Type.Integer(),
  signature: Type.Union([Signature, Type.Null()], { description: 'How it fails.' }),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'The result in one sentence.' }),
  sameAs: Type.Union([CommitHash, Type.Null()], {
    description: 'The revision of the same kernel image, whose result this is; null: it was tested itself.',
  }),
  bisectionId: Type.Union([Id, Type.Null()], {
    description: 'The check that tested it, which is its bisection where one followed; null: not begun, or deleted.',
  }),
  regressionId: Type.Union([Id, Type.Null()], { description: 'The regression that this failure belongs to.' }),
  finishedAt: Type.Union([Time, Type.Null()]),
})
export type WatchResult = Type.Static<typeof WatchResult>

/** A revision of a watched branch with its results. */
export const WatchedRevision = Type.Object({
  id: Id,
  watch: Type.String({ description: 'Name of the watch.' }),
  watchId: Id,
  tree: TreeName,
  branch: Type.String(),
  commit: CommitHash,
  subject: Type.String(),
  committedAt: Time,
  seenAt: Type.Unsafe<string>({ ...Time, description: 'When the watch saw it first.' }),
  results: Type.Array(WatchResult),
})
export type WatchedRevision = Type.Static<typeof WatchedRevision>
