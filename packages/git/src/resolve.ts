import { InfrastructureError } from '@kbisect/exec'
import { REMOTE_HEAD } from './mirror-fetch.ts'
import type { Ask } from './queries.ts'
import { GitRefError, requireReference } from './reference.ts'

// What rev-parse says of a name that it does not know, as against a repository that it cannot read.
const UNKNOWN =
  /Needed a single revision|unknown revision|expected commit type|error: Could not|bad revision|is a (tree|blob|tag)/i
const AMBIGUOUS = /is ambiguous/

/**
 * The full hash of a branch, tag or commit name; the only place where such a name reaches git.
 * @throws GitRefError when the name is unsafe, unknown, or fits more than one thing.
 */
export async function resolveReference(ask: Ask, ref: string): Promise<string> {
  const name = requireReference(ref).replace(/^HEAD(?=$|[~^])/, REMOTE_HEAD)
  const ambiguous = () =>
    new GitRefError(
      'ambiguous-ref',
      ref,
      'fits more than one thing',
      'write refs/heads/… or refs/tags/…, or more digits of the hash',
    )
  try {
    const { stdout, stderr } = await ask(`resolve ${ref}`, [
      'rev-parse',
      '--verify',
      '--end-of-options',
      `${name}^{commit}`,
    ])
    if (AMBIGUOUS.test(stderr)) throw ambiguous()
    return stdout.trim()
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error
    if (AMBIGUOUS.test(error.message)) throw ambiguous()
    if (!UNKNOWN.test(error.message)) throw error
    const cure = 'check its spelling; if it is new, fetch the tree and repeat'
    throw new GitRefError('unknown-ref', ref, 'names no commit of this tree', cure)
  }
}
