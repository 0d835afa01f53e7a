import type { CommitDetails } from '@kbisect/contracts'
import type { CommitDetails as GitCommit } from '@kbisect/git'

/** Unix seconds as RFC 3339. */
export const time = (seconds: number): string => new Date(seconds * 1000).toISOString()

export const person = (name: string, email: string): string => `${name} <${email}>`

/** A commit as the API tells of it. */
export function commitAnswer(commit: GitCommit, diff: string): CommitDetails {
  return {
    hash: commit.hash,
    parents: [...commit.parents],
    subject: commit.subject,
    author: person(commit.authorName, commit.authorEmail),
    authoredAt: time(commit.authoredAt),
    committer: person(commit.committerName, commit.committerEmail),
    committedAt: time(commit.committedAt),
    message: commit.body === '' ? commit.subject : `${commit.subject}\n\n${commit.body}`,
    files: commit.files.map(({ path, added, deleted }) => ({ path, added: added ?? null, deleted: deleted ?? null })),
    hasMoreFiles: commit.hasMoreFiles,
    diff,
  }
}
