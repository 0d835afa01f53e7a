import Type from 'typebox'
import { CommitHash, Time } from './identifiers.ts'

/** A commit in full: who, what and the patch. */
export const CommitDetails = Type.Object({
  hash: CommitHash,
  parents: Type.Array(CommitHash),
  subject: Type.String(),
  author: Type.String({ description: 'Name <address>.' }),
  authoredAt: Time,
  committer: Type.String({ description: 'Name <address>.' }),
  committedAt: Time,
  message: Type.String({ description: 'The whole message, the subject included.' }),
  files: Type.Array(
    Type.Object({
      path: Type.String(),
      added: Type.Union([Type.Integer(), Type.Null()], { description: 'Lines; null for a binary file.' }),
      deleted: Type.Union([Type.Integer(), Type.Null()]),
    }),
    { maxItems: 20_000, description: 'What it changes against its first parent; at most 20,000 files.' },
  ),
  hasMoreFiles: Type.Boolean({ description: 'It changes more files than `files` lists.' }),
  diff: Type.String({ description: 'The patch, at most 1 MiB; of a merge, the combined diff.' }),
})
export type CommitDetails = Type.Static<typeof CommitDetails>

/** What a ref names right now. */
export const ResolvedCommit = Type.Object({
  ref: Type.String(),
  hash: CommitHash,
  subject: Type.String(),
  author: Type.String({ description: 'Name <address>.' }),
  committedAt: Time,
})
export type ResolvedCommit = Type.Static<typeof ResolvedCommit>

export const CommitSummary = Type.Object({
  hash: CommitHash,
  subject: Type.String(),
  author: Type.String({ description: 'Name <address>.' }),
  authoredAt: Time,
})
export type CommitSummary = Type.Static<typeof CommitSummary>
