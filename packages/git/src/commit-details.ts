import { linesOf } from '@kbisect/text'
import type { RangeCommit } from './commit-range.ts'
import { plainText, readSeconds } from './commit-text.ts'
import type { Ask } from './queries.ts'
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
}

const FIELDS = ['%H', '%P', '%ct', '%an', '%ae', '%at', '%s', '%cn', '%ce', '%b', '%(trailers:only,unfold)']

function parseTrailers(text: string): { key: string; value: string }[] {
  return linesOf(text).flatMap((line) => {
    const [, key, value] = /^([^:\s]+):([\s\S]*)/.exec(line) ?? []
    return key === undefined || value === undefined ? [] : [{ key, value: value.trimStart() }]
  })
}

/** Reads `--numstat -z`: "added TAB deleted TAB path", with `-` for both counts of a binary file. */
function parseFileChanges(text: string): FileChange[] {
  return text.split('\0').flatMap((record) => {
    const [, added, deleted, path] = /^\n*(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(record) ?? []
    if (path === undefined) return []
    const count = (digits: string | undefined) => (digits === '-' ? undefined : Number(digits))
    return [{ path, added: count(added), deleted: count(deleted) }]
  })
}

/** @throws InfrastructureError when the mirror does not hold the commit. */
export async function readCommit(ask: Ask, hash: string): Promise<CommitDetails> {
  const commit = requireHash(hash)
  const show = (...args: string[]) =>
    ask(`read commit ${commit}`, ['show', '--no-show-signature', '--no-color', ...args, '--end-of-options', commit])
  const numstat = ['--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '--diff-merges=first-parent']
  const [message, changes] = await Promise.all([
    show('--no-patch', `--format=${FIELDS.join('%x00')}`),
    show('--format=', ...numstat),
  ])
  const [full = '', parents = '', committed, authorName = '', authorEmail = '', authored, subject = '', ...rest] =
    message.stdout.split('\0').map(plainText)
  const [committerName = '', committerEmail = '', body = '', trailers = ''] = rest
  return {
    hash: full,
    parents: parents === '' ? [] : parents.split(' '),
    committedAt: readSeconds(committed),
    authorName,
    authorEmail,
    authoredAt: readSeconds(authored),
    subject,
    committerName,
    committerEmail,
    body: body.trim(),
    trailers: parseTrailers(trailers),
    files: parseFileChanges(changes.stdout),
  }
}
