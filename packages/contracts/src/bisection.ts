import Type from 'typebox'
import { CommitHash, Digest, Id, Ref, Time, Words } from './identifiers.ts'
import { failureKinds, Signal, Signature } from './signal.ts'
import { Architecture, ScopeRequest, Target, TargetRequest } from './target.ts'
import { Test } from './test-kind.ts'
import { TreeName } from './tree.ts'

/** `same`: only the failure of the bad end counts as bad. `any`: every failure does. */
export const matches = ['same', 'any'] as const

export const complaintsWords = ['ignore', 'fail'] as const

/** The failure that is looked for. What is left out may be anything. */
export const WantedFailure = Type.Object(
  {
    kind: Type.Optional(
      Words(failureKinds, 'An oops is looked for among panics too, and silence among hangs: one becomes the other.'),
    ),
    function: Type.Optional(
      Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.]{0,127}$', description: 'The function that fails.' }),
    ),
    message: Type.Optional(
      Type.String({ minLength: 3, maxLength: 200, description: 'Part of the signature’s text, in any case.' }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type WantedFailure = Type.Static<typeof WantedFailure>

export const BisectionRequest = Type.Object(
  {
    tree: TreeName,
    good: Ref,
    bad: Ref,
    target: TargetRequest,
    test: Type.Optional(Test),
    scope: Type.Optional(
      Type.Array(ScopeRequest, {
        maxItems: 32,
        description: 'Further targets on which the culprit and its parents are tested.',
      }),
    ),
    match: Type.Optional(Words(matches, 'Whether only the bad end’s failure counts (same, the default) or any.')),
    failure: Type.Optional(
      Type.Unsafe<WantedFailure>({
        ...WantedFailure,
        description: 'The failure that is looked for; a bad end that fails otherwise ends the bisection.',
      }),
    ),
    complaints: Type.Optional(
      Words(
        complaintsWords,
        'Whether a warning, a lockdep or sanitizer report, a stall fails a test that passes all the same (fail) or not (ignore, the default).',
      ),
    ),
    runs: Type.Optional(
      Type.Object(
        {
          ends: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 50,
              description: 'Most runs of each end; default 60. They stop as soon as the ends differ for sure.',
            }),
          ),
          confirm: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 50,
              description:
                'Least runs of the culprit and of each parent; default 3, more for a failure that shows rarely.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    budget: Type.Optional(
      Type.Object(
        {
          builds: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Most builds to spend.' })),
          bootCpuSeconds: Type.Optional(
            Type.Number({
              minimum: 1,
              maximum: 86_400,
              description: 'CPU seconds after which a boot counts as hung; default: from the good end’s boots.',
            }),
          ),
          bootWallSeconds: Type.Optional(
            Type.Number({ minimum: 1, maximum: 86_400, description: 'Wall-clock seconds behind it; default 600.' }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type BisectionRequest = Type.Static<typeof BisectionRequest>

export const states = ['queued', 'running', 'paused', 'finished'] as const
export type BisectionState = (typeof states)[number]

export const stages = ['prepare', 'ends', 'bases', 'narrow', 'confirm', 'scope', 'report', 'done'] as const
export type BisectionStage = (typeof stages)[number]

export const outcomes = ['culprit', 'range', 'not-reproduced', 'inconclusive', 'cancelled', 'error'] as const
export type Outcome = (typeof outcomes)[number]

export const labels = [
  'confirmed',
  'confirmed without revert',
  'probable',
  'range',
  'not a regression',
  'inherited',
  'inconsistent',
] as const
export type Label = (typeof labels)[number]

export const verdicts = ['good', 'bad', 'skip', 'weak'] as const
export type VerdictWord = (typeof verdicts)[number]

export const CommitSummary = Type.Object({
  hash: CommitHash,
  subject: Type.String(),
  author: Type.String({ description: 'Name <address>.' }),
  authoredAt: Time,
})
export type CommitSummary = Type.Static<typeof CommitSummary>

export const scopeResults = ['affected', 'not affected', 'could not tell'] as const

export const ScopeResult = Type.Object({
  target: Type.String({ description: 'Name of the target.' }),
  result: Words(scopeResults),
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
export type ScopeResult = Type.Static<typeof ScopeResult>

export const checkResults = ['passed', 'failed', 'conflict', 'does not build', 'could not tell'] as const

export const checkNames = [
  'bad end',
  'good end',
  'merge base',
  'culprit',
  'parent',
  'fix',
  'revert',
  'revert on culprit',
] as const

/** One thing that was proved about the ends or the culprit, with the runs it rests on. */
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

/** Something else that fails in the range, or that a kernel complained of and went on. */
export const Finding = Type.Object({
  signature: Signature,
  commits: Type.Array(CommitHash, { description: 'Commits that showed it, in the order of the range.' }),
  runs: Type.Integer({ description: 'Runs that showed it; 0 for a source that does not compile.' }),
  fatal: Type.Boolean({ description: 'Whether it ended the run; false: the kernel complained and went on.' }),
})
export type Finding = Type.Static<typeof Finding>

/** Why there is no culprit, as a word that programs can rely on. */
export const causes = [
  'bad end passes',
  'bad end fails otherwise',
  'bad end cannot be tested',
  'good end fails',
  'good end fails otherwise',
  'good end cannot be tested',
  'ends alike',
  'same kernel',
  'inherited',
  'no change',
  'contradiction',
  'untestable commits',
  'budget',
] as const
export type Cause = (typeof causes)[number]

/** What the probability of the culprit rests on. */
export const Basis = Type.Object({
  commits: Type.Integer({ description: 'Commits of the range that were tested.' }),
  withFault: Type.Object(
    { passes: Type.Integer(), failures: Type.Integer() },
    { description: 'Runs of kernels that have the culprit.' },
  ),
  withoutFault: Type.Object(
    { passes: Type.Integer(), failures: Type.Integer() },
    { description: 'Runs of kernels without it.' },
  ),
  rates: Type.Object(
    { withFault: Type.Number(), withoutFault: Type.Number() },
    { description: 'Share of runs that fail, as the engine estimates it.' },
  ),
})
export type Basis = Type.Static<typeof Basis>

/** Of a culprit that is a merge whose parents are good: what of each side breaks when it meets the other side. */
export const MergeSide = Type.Object({
  parent: CommitHash,
  commit: Type.Union([CommitSummary, Type.Null()], {
    description: 'The first commit of this side that fails when it is merged with the other side’s tip.',
  }),
  tested: Type.Integer({ description: 'Commits of this side that were merged with the other and tested.' }),
  reason: Type.String({ description: 'What was found, or why nothing could be told.' }),
})
export type MergeSide = Type.Static<typeof MergeSide>

/** Commits whose Kconfig answers the target’s configuration otherwise than the good end does. */
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
  scope: Type.Array(ScopeResult),
  checks: Type.Array(Check),
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

/** A result in sentences for people, made from the result alone: the same on the page, in the report and in the terminal. */
export const ResultWords = Type.Object({
  found: Type.String({ description: 'What fails since which commit and how; or why there is no such commit.' }),
  scope: Type.Union([Type.String(), Type.Null()], {
    description:
      'Which architectures are affected, in which configurations, and which are not; null without a culprit.',
  }),
  sure: Type.Union([Type.String(), Type.Null()], {
    description: 'How sure that is, and what it rests on; null without a culprit.',
  }),
})
export type ResultWords = Type.Static<typeof ResultWords>

export const Progress = Type.Object({
  stage: Words(stages),
  commits: Type.Integer({ description: 'Commits in the range.' }),
  candidatesLeft: Type.Integer(),
  builds: Type.Integer(),
  runs: Type.Integer(),
  working: Type.Array(
    Type.Object({
      task: Type.String({ description: 'Names the task; its output can be followed by it.' }),
      kind: Words(['build', 'boot'] as const),
      commit: CommitHash,
      subject: Type.String(),
      target: Type.String(),
      worker: Type.Union([Type.String(), Type.Null()]),
      startedAt: Type.Union([Time, Type.Null()]),
    }),
    { description: 'What is being built and booted, or waits for a worker (worker null).' },
  ),
  infrastructureErrors: Type.Integer(),
})
export type Progress = Type.Static<typeof Progress>

/** A commit that the engine chose to test, and why. */
export const Choice = Type.Object({
  commit: CommitHash,
  subject: Type.String(),
  action: Words(['build', 'boot'] as const, 'build: its kernel is built and then booted; boot: its image is there.'),
  bits: Type.Number({ description: 'Information about the culprit that is expected of it.' }),
  bad: Type.Number({ description: 'Probability that the culprit is this commit or an ancestor of it.' }),
  reason: Type.String({ description: 'Why it was chosen, in one sentence.' }),
})
export type Choice = Type.Static<typeof Choice>

/** What the engine believes at the moment. */
export const Search = Type.Object({
  effective: Type.Number({
    description: 'Candidates left, as 2 to the entropy of the posterior: 8 means as unsure as among eight.',
  }),
  canChange: Type.Integer({ description: 'Commits of the range that can change this kernel.' }),
  noChange: Type.Number({ description: 'Probability that nothing in the range changed the failure.' }),
  notMonotone: Type.Number({ description: 'Probability that it came and went more than once.' }),
  ranked: Type.Array(Type.Object({ commit: CommitHash, subject: Type.String(), probability: Type.Number() }), {
    description: 'The most probable candidates, first the best; at most 20.',
  }),
  strip: Type.Array(Type.Number(), {
    description: 'The probability over the range, good end first, in at most 200 stretches of equal length.',
  }),
  choices: Type.Array(Choice, { description: 'What is being tested or was chosen last.' }),
})
export type Search = Type.Static<typeof Search>

export const BisectionSummary = Type.Object({
  id: Id,
  tree: TreeName,
  title: Type.String({ description: 'What this bisection is about, in one line.' }),
  good: Type.Object({ ref: Type.String(), hash: CommitHash }),
  bad: Type.Object({ ref: Type.String(), hash: CommitHash }),
  target: Type.String({ description: 'Name of the main target.' }),
  architecture: Architecture,
  test: Words(['boot', 'build', 'script', 'console'] as const),
  state: Words(states),
  stage: Words(stages),
  outcome: Type.Union([Words(outcomes), Type.Null()]),
  label: Type.Union([Words(labels), Type.Null()]),
  culprit: Type.Union([CommitSummary, Type.Null()]),
  commits: Type.Integer(),
  candidatesLeft: Type.Integer(),
  reason: Type.Union([Type.String(), Type.Null()], {
    description: 'Why it is paused, or the outcome in one sentence.',
  }),
  createdAt: Time,
  startedAt: Type.Union([Time, Type.Null()]),
  finishedAt: Type.Union([Time, Type.Null()]),
})
export type BisectionSummary = Type.Static<typeof BisectionSummary>

export const Bisection = Type.Object({
  ...BisectionSummary.properties,
  request: BisectionRequest,
  targets: Type.Array(Target, { description: 'The main target first, then the scope.' }),
  mergeBases: Type.Array(CommitHash),
  progress: Progress,
  search: Type.Union([Search, Type.Null()], { description: 'Null until the search has begun.' }),
  result: Type.Union([BisectionResult, Type.Null()]),
  words: Type.Optional(
    Type.Unsafe<ResultWords>({ ...ResultWords, description: 'The result in sentences; absent while there is none.' }),
  ),
})
export type Bisection = Type.Static<typeof Bisection>

/** A commit of the range with what is known of it on the main target. */
export const Candidate = Type.Object({
  hash: CommitHash,
  position: Type.Integer({ description: '0 is the first after good in topological order.' }),
  subject: Type.String(),
  author: Type.String(),
  committedAt: Time,
  parents: Type.Array(CommitHash),
  verdict: Type.Union([Words(verdicts), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  possible: Type.Boolean({ description: 'Whether it can still be the culprit.' }),
  noop: Type.Boolean({ description: 'Whether it is known or predicted not to change this kernel.' }),
  drift: Type.Union([Type.String(), Type.Null()], {
    description:
      'How its Kconfig answers the target’s configuration otherwise than the good end’s; null: alike, or not built.',
  }),
  runs: Type.Integer(),
})
export type Candidate = Type.Static<typeof Candidate>

export const Build = Type.Object({
  id: Id,
  commit: CommitHash,
  reverted: Type.Union([CommitHash, Type.Null()], { description: 'The commit that was reverted on top, if any.' }),
  patched: Type.Union([CommitHash, Type.Null()], {
    description: 'The fix that was applied on top so that it builds, if any.',
  }),
  merged: Type.Union([CommitHash, Type.Null()], { description: 'The commit that was merged into it, if any.' }),
  target: Type.String({ description: 'Name of the target.' }),
  result: Words(['built', 'failed', 'conflict'] as const),
  signature: Type.Union([Signature, Type.Null()]),
  imageDigest: Type.Union([Digest, Type.Null()]),
  toolchain: Type.String(),
  droppedSymbols: Type.Array(
    Type.Object({ symbol: Type.String(), wanted: Type.String(), got: Type.String(), fragment: Type.String() }),
  ),
  artifacts: Type.Array(Type.Object({ name: Type.String(), digest: Digest, bytes: Type.Integer() })),
  commands: Type.Array(Type.String()),
  worker: Type.String(),
  seconds: Type.Number(),
  finishedAt: Time,
})
export type Build = Type.Static<typeof Build>

export const Run = Type.Object({
  id: Id,
  commit: CommitHash,
  reverted: Type.Union([CommitHash, Type.Null()]),
  patched: Type.Union([CommitHash, Type.Null()]),
  merged: Type.Union([CommitHash, Type.Null()]),
  target: Type.String({ description: 'Name of the target.' }),
  attempt: Type.Integer(),
  signal: Signal,
  log: Type.Union([Digest, Type.Null()], { description: 'The console log, as an artifact.' }),
  logBytes: Type.Integer(),
  command: Type.String({ description: 'The exact emulator command line, or the build’s for a build test.' }),
  emulator: Type.String(),
  accelerator: Words(['tcg', 'kvm', 'none'] as const),
  worker: Type.String(),
  cpuSeconds: Type.Number(),
  seconds: Type.Number(),
  finishedAt: Time,
})
export type Run = Type.Static<typeof Run>
