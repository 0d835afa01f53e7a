import { InfrastructureError } from '@kbisect/exec'
import { REMOTE_HEAD } from './mirror-fetch.ts'
import type { Ask } from './queries.ts'
import { GitRefError, type Reference, requireReference } from './reference.ts'

// What rev-parse says of a name that it does not know, as against a repository that it cannot read.
const UNKNOWN =
  /Needed a single revision|unknown revision|expected commit type|error: Could not|bad revision|is a (tree|blob|tag)/i
const AMBIGUOUS = /is ambiguous/

const HEX = /^[0-9a-f]{4,64}$/i
const WHOLE_HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

// In git's order; a remote's branches come last.
const PLACES = ['refs/tags/', 'refs/heads/', 'refs/remotes/']

const ambiguous = (ref: string, problem: string, hint: string): GitRefError =>
  new GitRefError('ambiguous-ref', ref, problem, hint)

const fitsMore = (ref: string): GitRefError =>
  ambiguous(ref, 'fits more than one thing', 'write refs/heads/… or refs/tags/…, or more digits of the hash')

async function revParse(ask: Ask, ref: string, name: string, settings: readonly string[] = []): Promise<string> {
  try {
    const args = [...settings, 'rev-parse', '--verify', '--end-of-options', `${name}^{commit}`]
    const { stdout, stderr } = await ask(`resolve ${ref}`, args)
    if (AMBIGUOUS.test(stderr)) throw fitsMore(ref)
    return stdout.trim()
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error
    if (AMBIGUOUS.test(error.message)) throw fitsMore(ref)
    if (!UNKNOWN.test(error.message)) throw error
    const hint = 'check its spelling; if it is new, fetch the tree and repeat'
    throw new GitRefError('unknown-ref', ref, 'names no commit of this tree', hint)
  }
}

/**
 * The commit with this hash, although a branch may be named like it; undefined when there is none.
 */
const byHash = (ask: Ask, ref: string, name: string): Promise<string | undefined> =>
  revParse(ask, ref, name, ['-c', 'core.warnAmbiguousRefs=false']).catch((error: unknown) => {
    if (error instanceof GitRefError && error.code === 'unknown-ref') return undefined
    throw error
  })

/** The full names of the branches and tags of a name that could be a hash as well. */
async function namedLikeHash(ask: Ask, { name }: Reference): Promise<string[]> {
  if (!HEX.test(name)) return []
  const full = PLACES.map((place) => `${place}${name}`)
  const { stdout } = await ask(`look for branches named ${name}`, ['for-each-ref', '--format=%(refname)', ...full])
  return stdout.split('\n').filter((line) => full.includes(line))
}

/**
 * The full hash of a branch, tag or commit name; the only place where such a name reaches git.
 * @throws GitRefError when the name is unsafe, unknown, or fits more than one thing.
 */
export async function resolveReference(ask: Ask, ref: string): Promise<string> {
  const wanted = requireReference(ref)
  const { steps } = wanted
  const name = wanted.name.replace(/^(?:HEAD|@)$/, REMOTE_HEAD)
  const named = await namedLikeHash(ask, wanted)
  // Git takes forty digits for a hash and never for the branch of this name, whether there is such
  // a commit or not.
  if (named.length === 0 || !WHOLE_HASH.test(name)) return await revParse(ask, ref, `${name}${steps}`)
  const commits = new Set(await Promise.all(named.map((full) => revParse(ask, ref, full))))
  const hashed = await byHash(ask, ref, name)
  if (hashed !== undefined) commits.add(hashed)
  if (commits.size > 1) {
    const hint = 'write the full name of what you mean, or for the commit fewer digits'
    throw ambiguous(
      ref,
      `is the name of ${[...named, ...(hashed === undefined ? [] : ['a commit'])].join(' and ')}`,
      hint,
    )
  }
  return await revParse(ask, ref, `${named[0]}${steps}`)
}
