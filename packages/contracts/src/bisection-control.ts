import Type from 'typebox'
import { CommitHash, Id, Time, Words } from './identifiers.ts'
import { overrideVerdicts } from './override-verdicts.ts'

export { overrideVerdicts } from './override-verdicts.ts'

/** A verdict that a person set; the engine takes it as it takes many runs. */
export const Override = Type.Object({
  verdict: Words(overrideVerdicts),
  by: Type.String({ description: 'Name of the token with which it was set.' }),
  why: Type.String(),
  at: Time,
})
export type Override = Type.Static<typeof Override>

export const OverrideRequest = Type.Object(
  {
    verdict: Type.Union([Words(overrideVerdicts), Type.Null()], {
      description: 'null: what the runs say counts again.',
    }),
    why: Type.String({ minLength: 3, maxLength: 2000, description: 'What you know that the runs do not show.' }),
  },
  { additionalProperties: false },
)
export type OverrideRequest = Type.Static<typeof OverrideRequest>

export const ResumeQuery = Type.Object(
  {
    repin: Type.Optional(
      Type.Boolean({
        description:
          'For a bisection that paused because hosts have another toolchain or emulator than it began with: what was made with that is forgotten, and made again with what the hosts have.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ResumeQuery = Type.Static<typeof ResumeQuery>

export const RerunRequest = Type.Object(
  {
    runs: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: 'How many more; default 1.' })),
    why: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
)
export type RerunRequest = Type.Static<typeof RerunRequest>

/** What is expected to be spent still. */
export const Expected = Type.Object({
  builds: Type.Integer(),
  runs: Type.Integer(),
  seconds: Type.Number({ description: 'By the clock, on the hosts that there are now.' }),
})
export type Expected = Type.Static<typeof Expected>

/** What a bisection that is under way is expected to take still, and how far it is. */
export const Remaining = Type.Object({
  ...Expected.properties,
  done: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description:
        'Share of all expected work that is done, by the time that builds and runs take. It falls when more work turns out to be needed. Absent: last computed by a version without this field.',
    }),
  ),
})
export type Remaining = Type.Static<typeof Remaining>

/** What a request would come to. */
export const Preview = Type.Object({
  good: Type.Object({ ref: Type.String(), hash: CommitHash, subject: Type.String() }),
  bad: Type.Object({ ref: Type.String(), hash: CommitHash, subject: Type.String() }),
  mergeBases: Type.Array(CommitHash, { description: 'Tested first, as good is not an ancestor of bad.' }),
  commits: Type.Integer({ description: 'Commits in the range.' }),
  targets: Type.Array(Type.String(), { description: 'Names: the main target first, then the further targets.' }),
  expected: Expected,
  basis: Type.String({ description: 'What the expectation rests on, in one sentence.' }),
  known: Type.Union([Id, Type.Null()], {
    description: 'The bisection that answers this request already; null: it would be a new one.',
  }),
  warnings: Type.Array(Type.String(), { description: 'What is likely to go wrong, e.g. no worker can build it.' }),
})
export type Preview = Type.Static<typeof Preview>
