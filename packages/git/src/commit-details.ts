import { InfrastructureError } from '@kbisect/exec'
import { cutText } from '@kbisect/text'
import type { RangeCommit } from './commit-range.ts'
import { addressText, bodyText, nameText, parentHashes, plainText, readSeconds, subjectText } from './commit-text.ts'
import { readTexts } from './git-output.ts'
import { GIT_LIMITS, TEXT_LIMITS } from './limits.ts'
import { mirrorOutput } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'

export interface FileChange {
  readonly path: string
  /** Lines; undefined for a binary file. */
  readonly added: number | undefined
  readonly deleted: number | undefined
}

export interface CommitDetails extends Omit<RangeCommit, 'paths'> {
  readonly committerName: string
  readonly committerEmail: string
  /** The message without its subject, with its trailers. */
  readonly body: string
  readonly trailers: readonly { readonly key: string; readonly value: string }[]
  /** What it changes against its first parent. */
  readonly files: readonly FileChange[]
  /** It changes more files than these. */
  readonly hasMoreFiles: boolean
}

const FIELDS = ['%H', '%P', '%ct', '%an', '%ae', '%at', '%s', '%cn', '%ce', '%b', '%(trailers:only,unfold)']

// The largest commits of Linux take two.
const COMPARING_SECONDS = 30

function parseTrailers(text: string): { key: string; value: string }[] {
  // Not cut into lines of a limited length: what follows a cut would be a trailer of its own.
  const lines = text.split('\n', TEXT_LIMITS.trailers)
  return lines.flatMap((line) => {
    const colon = line.indexOf(':')
    const key = line.slice(0, colon)
    if (colon < 1 || colon > TEXT_LIMITS.trailerKey || /\s/.test(key)) return []
    return [{ key, value: plainText(cutText(line.slice(colon + 1).trim(), TEXT_LIMITS.trailerValue)) }]
  })
}

/**
 * Reads one record of `--numstat -z`: "added TAB deleted TAB path", with `-` for both counts of a
 * binary file.
 */
function parseFileChange(record: string): FileChange[] {
  const [, added, deleted, path] = /^\n*(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(record) ?? []
  if (path === undefined) return []
  const count = (digits: string | undefined) => (digits === '-' ? undefined : Number(digits))
  return [{ path: cutText(path, GIT_LIMITS.pathBytes), added: count(added), deleted: count(deleted) }]
}

async function readTextsOf(output: AsyncIterable<Buffer>): Promise<string[]> {
  const texts: string[] = []
  for await (const batch of readTexts(output)) texts.push(...batch)
  return texts
}

/**
 * What of the changed files can be listed, from the output of `--numstat -z`; reading more of them
 * stops.
 */
export async function readFiles(output: AsyncIterable<Buffer>): Promise<Pick<CommitDetails, 'files' | 'hasMoreFiles'>> {
  const files: FileChange[] = []
  let characters = 0
  try {
    for await (const batch of readTexts(output)) {
      for (const file of batch.flatMap(parseFileChange)) {
        characters += file.path.length
        if (files.length >= TEXT_LIMITS.listedFiles || characters > TEXT_LIMITS.listedCharacters)
          return { files, hasMoreFiles: true }
        files.push(file)
      }
    }
  } catch (error) {
    // To compare so many files, or so large ones, takes more than git may use.
    if (error instanceof InfrastructureError && ['git-too-large', 'git-timeout'].includes(error.code))
      return { files, hasMoreFiles: true }
    throw error
  }
  return { files, hasMoreFiles: false }
}

/** @throws InfrastructureError when the mirror does not hold the commit. */
export async function readCommit(place: MirrorPlace, hash: string): Promise<CommitDetails> {
  const commit = requireHash(hash)
  // With no walk, `log` shows one commit as `show` does, and compares no files unless it is asked
  // to.
  const show = (options: readonly string[], deadlineSeconds?: number) => {
    const args = ['log', '--no-walk', '-z', '--no-show-signature', '--no-color', ...options, '--end-of-options', commit]
    return mirrorOutput(place, `read commit ${commit}`, args, deadlineSeconds ? { deadlineSeconds } : {})
  }
  const numstat = ['--numstat', '--no-renames', '--no-ext-diff', '--no-textconv', '--diff-merges=first-parent']
  const [message, changes] = await Promise.all([
    readTextsOf(show([`--format=${FIELDS.join('%x00')}`])),
    readFiles(show(['--format=', ...numstat], COMPARING_SECONDS)),
  ])
  const [full = '', parents, committed, authorName, authorEmail, authored, subject, ...rest] = message
  const [committerName, committerEmail, body, trailers = ''] = rest
  return {
    hash: full,
    parents: parentHashes(full, parents),
    committedAt: readSeconds(committed),
    authorName: nameText(authorName),
    authorEmail: addressText(authorEmail),
    authoredAt: readSeconds(authored),
    subject: subjectText(subject),
    committerName: nameText(committerName),
    committerEmail: addressText(committerEmail),
    body: bodyText(body),
    trailers: parseTrailers(trailers),
    ...changes,
  }
}
