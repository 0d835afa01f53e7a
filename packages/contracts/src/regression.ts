import Type from 'typebox'
import { labels } from './bisection-states.ts'
import { CommitSummary } from './commit.ts'
import { CommitHash, Id, Time, Words } from './identifiers.ts'
import { Signature } from './run-result.ts'
import { Architecture } from './target.ts'
import { testKinds } from './test-kind.ts'
import { TestResult } from './tested.ts'
import { TreeName } from './tree.ts'
import { regressionStates, Triage } from './triage.ts'

/**
 * Who found a regression: a bisection that checked its boundaries, or somebody who reported it to
 * us.
 */
export const regressionSources = ['bisection', 'kcidb', 'api'] as const

export const regressionChanges = ['found', 'affects more', 'gone', 'came back'] as const
export type RegressionChangeKind = (typeof regressionChanges)[number]

/** A change in the life of a regression that a watch follows. */
export const RegressionChange = Type.Object({
  kind: Words(regressionChanges),
  commit: Type.Unsafe<string>({ ...CommitHash, description: 'The revision that showed it.' }),
  target: Type.String(),
  message: Type.String({ description: 'The change in one sentence.' }),
  at: Time,
})
export type RegressionChange = Type.Static<typeof RegressionChange>

/** A test that passed on a tree and target, and now fails. */
export const Regression = Type.Object({
  id: Id,
  bisectionId: Type.Union([Id, Type.Null()], { description: 'The bisection of it; null: none was started.' }),
  tree: TreeName,
  branch: Type.Union([Type.String(), Type.Null()]),
  good: CommitHash,
  bad: CommitHash,
  target: Type.String({ description: 'Name of the main target.' }),
  architecture: Architecture,
  test: Words(testKinds),
  signature: Type.Union([Signature, Type.Null()]),
  foundAt: Time,
  updatedAt: Type.Optional({
    ...Time,
    description: 'When it was found, its bisection ended or its triage state was set: the last of these.',
  }),
  source: Words(regressionSources),
  state: Words(regressionStates),
  triage: Type.Union([Triage, Type.Null()], { description: 'The triage state that was set last; null: not triaged.' }),
  gone: Type.Optional(
    Type.Union([Type.Object({ commit: CommitHash, at: Time }), Type.Null()], {
      description: 'The revision of a watched branch from which on it passes again; null while it fails.',
    }),
  ),
  culprit: Type.Union([CommitSummary, Type.Null()], { description: 'Once its bisection named one.' }),
  label: Type.Union([Words(labels), Type.Null()], {
    description: 'The label of its bisection: how well the culprit is proved; null without a bisection that has one.',
  }),
})
export type Regression = Type.Static<typeof Regression>

/** A regression with all that its page shows. */
export const RegressionDetail = Type.Object({
  ...Regression.properties,
  bisectionIds: Type.Array(Id, {
    maxItems: 100,
    description:
      'The bisections that found the same culprit with the same test in this tree, newest first; at most 100.',
  }),
  origin: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'Where it was reported from: ids, links and logs of KCIDB.',
  }),
  life: Type.Array(RegressionChange, {
    maxItems: 200,
    description: 'What a watch saw of it, oldest first; empty where none follows it.',
  }),
  note: Type.Union([Type.String(), Type.Null()], { description: 'Why no bisection was started.' }),
  history: Type.Array(TestResult, {
    maxItems: 200,
    description:
      'The same test on the same tree and target, oldest commit first: at most 200 commits around its range.',
  }),
})
export type RegressionDetail = Type.Static<typeof RegressionDetail>
