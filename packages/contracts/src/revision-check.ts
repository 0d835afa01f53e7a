import Type from 'typebox'
import { CommitHash, Id, Words } from './identifiers.ts'
import { watchStates } from './watched-revision.ts'

/** What a check of a watch tests, and what is known of it. */
export const RevisionCheck = Type.Object({
  revision: Type.Unsafe<string>({ ...CommitHash, description: 'The revision that it tests: the bad one.' }),
  state: Words(watchStates),
  regressionId: Type.Union([Id, Type.Null()], {
    description: 'The regression that the failure of this revision belongs to; null: none, or not known yet.',
  }),
})
export type RevisionCheck = Type.Static<typeof RevisionCheck>
