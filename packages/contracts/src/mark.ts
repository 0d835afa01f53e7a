import Type from 'typebox'
import { CommitHash, Ref, Time, Words } from './identifiers.ts'

/** What people say of a regression. `open`: nothing yet. */
export const regressionStates = ['open', 'known', 'claimed', 'false positive', 'fixed'] as const
export type RegressionState = (typeof regressionStates)[number]

/** What somebody said of a regression, and why. */
export const Mark = Type.Object({
  state: Words(regressionStates),
  by: Type.String({ description: 'Name of the token with which it was said.' }),
  why: Type.Union([Type.String(), Type.Null()]),
  commit: Type.Union([CommitHash, Type.Null()], { description: 'The commit that fixes it.' }),
  at: Time,
})
export type Mark = Type.Static<typeof Mark>

export const MarkRequest = Type.Object(
  {
    state: Words(regressionStates, 'open takes back what was said.'),
    why: Type.Optional(Type.String({ maxLength: 2000, description: 'For the others: a link, a name, a reason.' })),
    commit: Type.Optional({ ...Ref, description: 'The commit that fixes it; needed for fixed, and for nothing else.' }),
  },
  { additionalProperties: false },
)
export type MarkRequest = Type.Static<typeof MarkRequest>
