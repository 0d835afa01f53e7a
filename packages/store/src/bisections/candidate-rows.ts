import type { RangeCommit } from '@kbisect/bisection'
import type { Candidate, Override, VerdictWord } from '@kbisect/contracts'
import { fromJson } from '../connection/json-columns.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import type { Candidate as CandidateRow, Override as OverrideRow } from '../generated/client.ts'

/** `Name <address>`, as git writes it. */
export function formatPerson(name: string, email: string): string {
  return `${name} <${email}>`
}

/** The inverse of {@link formatPerson}. */
export function parsePerson(person: string): { name: string; email: string } {
  const [, name = person, email = ''] = /^(.*) <([^<]*)>$/su.exec(person) ?? []
  return { name, email }
}

const toSeconds = (at: Date): number => at.getTime() / 1000

/** A commit as saveRange hands it to Postgres. */
export function candidateColumns(commit: RangeCommit, position: number) {
  return sanitizeForPostgres({
    position,
    hash: commit.hash,
    subject: commit.subject,
    author: formatPerson(commit.authorName, commit.authorEmail),
    authored: commit.authoredAt,
    committed: commit.committedAt,
    parents: commit.parents,
    paths: commit.paths,
  })
}

export function toRangeCommit(row: CandidateRow): RangeCommit {
  const { name, email } = parsePerson(row.author)
  const paths = fromJson<string[] | null>(row.paths)
  return {
    hash: row.hash,
    parents: row.parents,
    committedAt: toSeconds(row.committedAt),
    authoredAt: toSeconds(row.authoredAt),
    authorName: name,
    authorEmail: email,
    subject: row.subject,
    ...(paths ? { paths } : {}),
  }
}

export function toCandidate(row: Omit<CandidateRow, 'paths'>, runs: number, override: Override | null): Candidate {
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
    noop: row.noop,
    drift: row.drift,
    override,
    runs,
  }
}

export function toOverride({ verdict, by, why, at }: OverrideRow): Override {
  return { verdict: verdict as Override['verdict'], by, why, at: at.toISOString() }
}
