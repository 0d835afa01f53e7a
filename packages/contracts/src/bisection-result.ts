import Type from 'typebox'
import { Assumption } from './assumption.ts'
import { labels, outcomes } from './bisection-states.ts'
import { CommitSummary } from './commit.ts'
import { CommitHash, Words } from './identifiers.ts'
import { Signature } from './run-result.ts'

export const targetResults = ['affected', 'not affected', 'could not tell'] as const

export const AffectedTarget = Type.Object({
  target: Type.String({ description: 'Name of the target.' }),
  result: Words(targetResults),
  reason: Type.String(),
  culprit: Type.Optional(
    Type.Object(
      { commit: CommitHash, passes: Type.Integer(), failures: Type.Integer() },
      { description: 'What the culprit showed there.' },
    ),
  ),
  parents: Type.Optional(
    Type.Array(Type.Object({ commit: CommitHash, passes: Type.Integer(), failures: Type.Integer() }), {
      description: 'What each of its parents showed there.',
    }),
  ),
  signature: Type.Optional(Signature),
})
export type AffectedTarget = Type.Static<typeof AffectedTarget>

export const checkResults = ['passed', 'failed', 'conflict', 'does not build', 'could not tell'] as const

export const checkNames = [
  'bad revision',
  'good revision',
  'merge base',
  'culprit',
  'parent',
  'fix',
  'revert',
  'revert on culprit',
] as const

/** One thing that was proved about the boundaries or the culprit, with the runs it rests on. */
export const Check = Type.Object({
  name: Words(checkNames),
  commit: CommitHash,
  result: Words(checkResults),
  passes: Type.Integer(),
  failures: Type.Integer(),
  reason: Type.Optional(
    Type.String({ description: 'How it failed, where it conflicts, or why nothing could be told.' }),
  ),
})
export type Check = Type.Static<typeof Check>

/** Something else that fails in the range, or that a kernel warned of and went on. */
export const Finding = Type.Object({
  signature: Signature,
  commits: Type.Array(CommitHash, { description: 'Commits that showed it, in the order of the range.' }),
  runs: Type.Integer({ description: 'Runs that showed it; 0 for a source that does not compile.' }),
  fatal: Type.Boolean({ description: 'Whether it ended the run; false: the kernel warned and went on.' }),
})
export type Finding = Type.Static<typeof Finding>

/** Why there is no culprit, as a word that programs can rely on. */
export const causes = [
  'bad revision passes',
  'bad revision fails otherwise',
  'bad revision cannot be tested',
  'good revision fails',
  'good revision fails otherwise',
  'good revision cannot be tested',
  'boundaries alike',
  'same kernel',
  'inherited',
  'no change',
  'contradiction',
  'untestable commits',
  'budget',
  'no good revision',
  'known regression',
  'not bisected',
] as const
export type Cause = (typeof causes)[number]

/** What the probability of the culprit rests on. */
export const Basis = Type.Object({
  commits: Type.Integer({ description: 'Commits of the range that were tested.' }),
  withCulprit: Type.Object(
    { passes: Type.Integer(), failures: Type.Integer() },
    { description: 'Runs of kernels that have the culprit.' },
  ),
  withoutCulprit: Type.Object(
    { passes: Type.Integer(), failures: Type.Integer() },
    { description: 'Runs of kernels without it.' },
  ),
  rates: Type.Object(
    { withCulprit: Type.Number(), withoutCulprit: Type.Number() },
    { description: 'Share of runs that fail, as the engine estimates it.' },
  ),
})
export type Basis = Type.Static<typeof Basis>

/**
 * Of a culprit that is a merge whose parents are good: what of each side breaks when it meets the
 * other side.
 */
export const MergeSide = Type.Object({
  parent: CommitHash,
  commit: Type.Union([CommitSummary, Type.Null()], {
    description: 'The first commit of this side that fails when it is merged with the other side’s tip.',
  }),
  tested: Type.Integer({ description: 'Commits of this side that were merged with the other and tested.' }),
  reason: Type.String({ description: 'What was found, or why nothing could be told.' }),
})
export type MergeSide = Type.Static<typeof MergeSide>

/**
 * Commits whose Kconfig answers the target’s configuration otherwise than the good revision does.
 */
export const Drift = Type.Object({
  words: Type.String({ description: 'CONFIG_CMA=y was asked for and is gone (mm.config).' }),
  commits: Type.Array(CommitHash),
})
export type Drift = Type.Static<typeof Drift>

export const BisectionResult = Type.Object({
  outcome: Words(outcomes),
  label: Type.Union([Words(labels), Type.Null()]),
  cause: Type.Union([Words(causes), Type.Null()], { description: 'Why there is no culprit; null when there is one.' }),
  reason: Type.String({ description: 'The outcome in one sentence.' }),
  culprit: Type.Union([CommitSummary, Type.Null()]),
  probability: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
  basis: Type.Union([Basis, Type.Null()], { description: 'What the probability of the culprit rests on.' }),
  merge: Type.Union([Type.Object({ sides: Type.Array(MergeSide) }), Type.Null()], {
    description: 'For a culprit that is a merge with good parents: a semantic conflict. What meets in it.',
  }),
  range: Type.Array(CommitHash, { description: 'Every commit that may be the culprit when there is no single one.' }),
  signature: Type.Union([Signature, Type.Null()]),
  affectedTargets: Type.Array(AffectedTarget),
  checks: Type.Array(Check),
  assumptions: Type.Array(Assumption, {
    description:
      'What else could explain the evidence for the culprit; of a range, the patches that may be what fails.',
  }),
  findings: Type.Array(Finding),
  drift: Type.Array(Drift),
  canChange: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Commits of the range that can change this kernel; null when the search did not come that far.',
  }),
  ranked: Type.Array(Type.Object({ commit: CommitHash, subject: Type.String(), probability: Type.Number() }), {
    description: 'The most probable candidates, first the best; at most 10.',
  }),
})
export type BisectionResult = Type.Static<typeof BisectionResult>

/**
 * A result in sentences for people, made from the result alone: the same on the page, in the report
 * and in the terminal.
 */
export const ResultWords = Type.Object({
  found: Type.String({ description: 'What fails since which commit and how; or why there is no such commit.' }),
  affectedTargets: Type.Union([Type.String(), Type.Null()], {
    description:
      'Which architectures are affected, in which configurations, and which are not; null without a culprit.',
  }),
  sure: Type.Union([Type.String(), Type.Null()], {
    description: 'How sure that is, and what it rests on; null without a culprit.',
  }),
})
export type ResultWords = Type.Static<typeof ResultWords>
