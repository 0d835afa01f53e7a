/** A name of a commit that cannot be used: the fault of the request, not of our machinery. */
export class GitRefError extends Error {
  override readonly name = 'GitRefError'
  readonly code: 'invalid-ref' | 'unknown-ref' | 'ambiguous-ref'
  readonly ref: string
  /** What the person who asked can do. */
  readonly hint: string

  constructor(code: GitRefError['code'], ref: string, problem: string, hint: string) {
    super(`${JSON.stringify(ref)} ${problem}; ${hint}`)
    this.code = code
    this.ref = ref
    this.hint = hint
  }
}

const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

// What `git check-ref-format --branch` allows: no character that git gives a meaning behind a name,
// no part that begins with a dot.
const NAME = /^(?!-)[^\p{Cc} ~^:?*[\\]+$/u
const NOT_IN_A_NAME = /\.\.|@\{|\/\/|^\/|\/$|(?:^|\/)\.|\.(?:$|\/)|\.lock(?:\/|$)/

// Then any number of ~N and ^N. Stricter than git: no ranges, reflogs, paths, patterns or searches.
const STEPS = /^(?:[~^][0-9]{0,6})*$/

const MAX_LENGTH = 250

/** @throws GitRefError `invalid-ref` unless it is a full object name. */
export function requireHash(hash: string): string {
  if (HASH.test(hash)) return hash
  throw new GitRefError('invalid-ref', hash.slice(0, MAX_LENGTH), 'is not a full commit hash', 'give all 40 hex digits')
}

/** Whether it is a name that a branch or tag can have, with nothing behind it. */
export function isReferenceName(name: string): boolean {
  return name.length <= MAX_LENGTH && NAME.test(name) && !NOT_IN_A_NAME.test(name)
}

/** A name of a commit, as it is written: a branch, tag or hash, and the steps back from it. */
export interface Reference {
  readonly name: string
  /** Such as `~3^2`; often empty. */
  readonly steps: string
}

/** @throws GitRefError `invalid-ref` unless it is safe to hand to `rev-parse`. */
export function requireReference(ref: string): Reference {
  const [, name = '', steps = ''] = /^([^~^]*)([\s\S]*)$/.exec(ref) ?? []
  if (ref.length <= MAX_LENGTH && isReferenceName(name) && STEPS.test(steps)) return { name, steps }
  const hint = 'give a branch, a tag or a commit hash, with ~N or ^N behind it if you like'
  throw new GitRefError('invalid-ref', ref.slice(0, MAX_LENGTH), 'is not a name of a commit', hint)
}
