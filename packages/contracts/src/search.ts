import Type from 'typebox'
import { stages } from './bisection-states.ts'
import { CommitHash, Time, Words } from './identifiers.ts'

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

/** The state of the search. */
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
    description: 'The probability over the range, good revision first, in at most 200 sections of equal length.',
  }),
  choices: Type.Array(Choice, { description: 'What is being tested or was chosen last.' }),
})
export type Search = Type.Static<typeof Search>
