import Type from 'typebox'
import { CommitHash, Ref, Time, Words } from './identifiers.ts'

/** Triage states of a regression. `open`: not triaged. */
export const regressionStates = ['open', 'known', 'claimed', 'false positive', 'fixed'] as const
export type RegressionState = (typeof regressionStates)[number]

/** The triage state of a regression, with who set it and why. */
export const Triage = Type.Object({
  state: Words(regressionStates),
  by: Type.String({ description: 'Name of the token that set it.' }),
  why: Type.Union([Type.String(), Type.Null()]),
  commit: Type.Union([CommitHash, Type.Null()], { description: 'The commit that fixes it.' }),
  at: Time,
})
export type Triage = Type.Static<typeof Triage>

export const TriageRequest = Type.Object(
  {
    state: Words(regressionStates, 'open clears the triage state.'),
    why: Type.Optional(
      Type.String({ maxLength: 2000, description: 'A note for other readers: a link, a name, a reason.' }),
    ),
    commit: Type.Optional({ ...Ref, description: 'The commit that fixes it; needed for fixed, and for nothing else.' }),
  },
  { additionalProperties: false },
)
export type TriageRequest = Type.Static<typeof TriageRequest>
