import Type from 'typebox'
import { Remaining } from './bisection-control.ts'
import { MOST_FURTHER_TARGETS } from './bisection-request.ts'
import { BisectionResult, ResultWords } from './bisection-result.ts'
import { labels, outcomes, stages, states } from './bisection-states.ts'
import { CommitSummary } from './commit.ts'
import { AskedRequest, TargetSummary } from './config-files.ts'
import { CommitHash, Id, Time, Words } from './identifiers.ts'
import { RevisionCheck } from './revision-check.ts'
import { Progress, Search } from './search.ts'
import { Architecture } from './target.ts'
import { testKinds } from './test-kind.ts'
import { TreeName } from './tree.ts'
import { regressionStates } from './triage.ts'

export const BisectionSummary = Type.Object({
  id: Id,
  tree: TreeName,
  title: Type.String({ description: 'What this bisection is about, in one line.' }),
  good: Type.Object({ ref: Type.String(), hash: CommitHash }),
  bad: Type.Object({ ref: Type.String(), hash: CommitHash }),
  target: Type.String({ description: 'Name of the main target.' }),
  architecture: Architecture,
  config: Type.String({ description: 'Its base configuration with the names of its fragments: defconfig+kasan.' }),
  branch: Type.Union([Type.String(), Type.Null()], { description: 'The branch in which it was seen, where known.' }),
  test: Words(testKinds),
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
  expected: Type.Union([Remaining, Type.Null()], {
    description: 'What it is expected to take still; null: not known, or over.',
  }),
  regression: Type.Union([Type.Object({ id: Id, state: Words(regressionStates) }), Type.Null()], {
    description: 'The regression it is about, once both revisions are checked, and what people say of it.',
  }),
  createdAt: Time,
  place: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Of a queued bisection: its place among those of its architecture that wait to begin.',
    }),
  ),
  startedAt: Type.Union([Time, Type.Null()]),
  finishedAt: Type.Union([Time, Type.Null()]),
})
export type BisectionSummary = Type.Static<typeof BisectionSummary>

export const Bisection = Type.Object({
  ...BisectionSummary.properties,
  request: AskedRequest,
  targets: Type.Array(TargetSummary, {
    maxItems: 1 + MOST_FURTHER_TARGETS,
    description: 'The main target first, then the further targets.',
  }),
  mergeBases: Type.Array(CommitHash),
  createdBy: Type.Union([Type.String(), Type.Null()], {
    description: 'Name of the token with which it was asked for.',
  }),
  retryOf: Type.Union([Id, Type.Null()], { description: 'The bisection whose request it repeats.' }),
  watch: Type.Optional(
    Type.Object(
      { id: Id, name: Type.String() },
      { description: 'The watch that began it; absent: it was asked for, or its watch was deleted.' },
    ),
  ),
  check: Type.Optional(
    Type.Unsafe<RevisionCheck>({
      ...RevisionCheck,
      description:
        'It is a check: it tests a revision for a watch and searches nothing. Absent for a bisection, also for one that a check became.',
    }),
  ),
  progress: Progress,
  search: Type.Union([Search, Type.Null()], { description: 'Null until the search has begun.' }),
  result: Type.Union([BisectionResult, Type.Null()]),
  waitingFor: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description:
        'Which worker it waits for while nothing is done for it, in one sentence; null: for none. Absent where the queue does not answer.',
    }),
  ),
  words: Type.Optional(
    Type.Unsafe<ResultWords>({ ...ResultWords, description: 'The result in sentences; absent while there is none.' }),
  ),
})
export type Bisection = Type.Static<typeof Bisection>
