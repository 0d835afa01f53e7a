import { readSeconds, subjectText } from './commit-text.ts'
import { TEXT_LIMITS } from './limits.ts'
import { mirrorOutput, readRecords } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'

export interface Branch {
  readonly name: string
  readonly hash: string
  readonly subject: string
  /** Unix seconds. */
  readonly committedAt: number
}

const FIELDS = ['%(refname:lstrip=2)', '%(objectname)', '%(committerdate:unix)', '%(contents:subject)']

/** The newest branches, as many as `listedBranches` of {@link TEXT_LIMITS}. */
export async function readBranches(place: MirrorPlace): Promise<Branch[]> {
  // Not sorted by git, which dies of dates that its own formats cannot show. A line feed stands
  // behind each record.
  const args = ['for-each-ref', `--format=${FIELDS.map((field) => `${field}%00`).join('')}`, 'refs/heads/']
  const branches: Branch[] = []
  for await (const record of readRecords(mirrorOutput(place, 'list branches', args), FIELDS.length)) {
    const [name = '', hash = '', committedAt, subject] = record
    branches.push({
      name: name.trimStart(),
      hash,
      subject: subjectText(subject),
      committedAt: readSeconds(committedAt),
    })
  }
  return branches.sort((a, b) => b.committedAt - a.committedAt).slice(0, TEXT_LIMITS.listedBranches)
}
