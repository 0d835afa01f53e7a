import type { RangeCommit } from '@kbisect/bisection'
import type { Candidate, VerdictWord } from '@kbisect/contracts'
import type { Candidate as CandidateRow, Prisma } from './generated/client.ts'
import { formatPerson, parsePerson } from './person.ts'
import { storable } from './storable.ts'

const fromSeconds = (seconds: number): Date => new Date(seconds * 1000)
const toSeconds = (at: Date): number => at.getTime() / 1000

export function candidateRow(
  bisectionId: string,
  commit: RangeCommit,
  position: number,
): Prisma.CandidateCreateManyInput {
  return {
    bisectionId,
    position,
    hash: commit.hash,
    subject: storable(commit.subject),
    author: storable(formatPerson(commit.authorName, commit.authorEmail)),
    authoredAt: fromSeconds(commit.authoredAt),
    committedAt: fromSeconds(commit.committedAt),
    parents: [...commit.parents],
  }
}

export function toRangeCommit(row: CandidateRow): RangeCommit {
  const { name, email } = parsePerson(row.author)
  return {
    hash: row.hash,
    parents: row.parents,
    committedAt: toSeconds(row.committedAt),
    authoredAt: toSeconds(row.authoredAt),
    authorName: name,
    authorEmail: email,
    subject: row.subject,
  }
}

export function toCandidate(row: CandidateRow, runs: number): Candidate {
  return {
    hash: row.hash,
    position: row.position,
    subject: row.subject,
    author: row.author,
    committedAt: row.committedAt.toISOString(),
    parents: row.parents,
    verdict: row.verdict as VerdictWord | null,
    reason: row.reason,
    possible: row.possible,
    runs,
  }
}
