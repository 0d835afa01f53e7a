import type { History, RangeCommit } from '@kbisect/bisection'
import { InfrastructureError } from '@kbisect/exec'

/** Commits by name with the names of their parents, parents first. */
export type NamedHistory = readonly (readonly [name: string, parents: readonly string[]])[]

/** A full hash that a name stands for. */
export const hashOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0')

const HASH = /^[0-9a-f]{40}$/

/** As packages/git refuses a name. */
class RefError extends Error {
  override readonly name = 'GitRefError'
  readonly code: 'invalid-ref' | 'unknown-ref'

  constructor(code: RefError['code'], message: string) {
    super(message)
    this.code = code
  }
}

function requirePinName(bisectionId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(bisectionId)) return bisectionId
  throw new InfrastructureError('git-invalid-pin', `${JSON.stringify(bisectionId)} cannot name pins`)
}

function requireHash(hash: string): string {
  if (HASH.test(hash)) return hash
  throw new RefError('invalid-ref', `${hash} is not a full commit hash`)
}

/**
 * A history in memory. What is pinned can be looked at; `fetched` counts the fetches, which bring
 * what `later` holds.
 */
export class MemoryHistory implements History {
  readonly pins = new Map<string, readonly string[]>()
  fetched = 0
  /** The files that define a function, in every commit. */
  readonly defined = new Map<string, readonly string[]>()
  /** The configuration symbols of KUnit suites, whatever the commit. */
  readonly kunitSuites = new Map<string, readonly string[]>()
  /** Of its commits, those that are branches too. */
  readonly branches = new Set<string>()
  readonly #commits: Map<string, readonly string[]>
  readonly #later: (readonly [name: string, parents: readonly string[]])[]

  constructor(commits: NamedHistory, later: NamedHistory = []) {
    this.#commits = new Map(commits)
    this.#later = [...later]
  }

  /** Adds commits to the tree: the next fetch brings them. */
  push(commits: NamedHistory): void {
    this.#later.push(...commits)
  }

  async fetch(): Promise<void> {
    this.fetched++
    for (const [name, parents] of this.#later) this.#commits.set(name, parents)
  }

  async exists(): Promise<boolean> {
    return this.#commits.size > 0
  }

  async has(hash: string): Promise<boolean> {
    return this.#nameOf(requireHash(hash)) !== undefined
  }

  async resolve(ref: string): Promise<string> {
    if (this.#commits.has(ref)) return hashOf(ref)
    if (this.#nameOf(ref) === undefined) throw new RefError('unknown-ref', `${ref} is not a commit`)
    return ref
  }

  async pin(bisectionId: string, hashes: readonly string[]): Promise<void> {
    requirePinName(bisectionId)
    for (const hash of hashes) this.#require(hash)
    this.pins.set(bisectionId, hashes)
  }

  async unpin(bisectionId: string): Promise<void> {
    this.pins.delete(requirePinName(bisectionId))
  }

  async isBranch(name: string): Promise<boolean> {
    return this.branches.has(name)
  }

  async subject(hash: string): Promise<string> {
    return this.#nameOf(hash) ?? ''
  }

  async count(good: readonly string[], bad: string): Promise<number> {
    return (await this.range(good, bad)).length
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return this.#reachable([descendant]).has(this.#require(ancestor))
  }

  async mergeBases(a: string, b: string): Promise<string[]> {
    const others = this.#reachable([b])
    const common = [...this.#reachable([a])].filter((name) => others.has(name))
    const older = new Set(common.flatMap((name) => [...this.#reachable(this.#parentsOf(name).map(hashOf))]))
    return common.filter((name) => !older.has(name)).map(hashOf)
  }

  async isIncomplete(): Promise<boolean> {
    return false
  }

  async requireObjects(_good: readonly string[], _bad: string): Promise<void> {}

  async range(good: readonly string[], bad: string): Promise<RangeCommit[]> {
    const before = this.#reachable(good)
    const within = this.#reachable([bad])
    return [...this.#commits]
      .filter(([name]) => within.has(name) && !before.has(name))
      .map(([name, parents]) => ({
        hash: hashOf(name),
        parents: parents.map(hashOf),
        committedAt: 0,
        authoredAt: 0,
        authorName: 'A',
        authorEmail: 'a@example.org',
        subject: name,
      }))
  }

  async definitions(_commit: string, functions: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    return new Map(functions.flatMap((name) => (this.defined.has(name) ? [[name, this.defined.get(name) ?? []]] : [])))
  }

  async kunitOptions(_commit: string, suite: string): Promise<readonly string[]> {
    return this.kunitSuites.get(suite) ?? []
  }

  #nameOf(hash: string): string | undefined {
    return [...this.#commits.keys()].find((name) => hashOf(name) === hash)
  }

  #require(hash: string): string {
    const name = this.#nameOf(requireHash(hash))
    if (name === undefined) throw new Error(`there is no commit ${hash}`)
    return name
  }

  #parentsOf(name: string): readonly string[] {
    return this.#commits.get(name) ?? []
  }

  #reachable(hashes: readonly string[]): Set<string> {
    const found = new Set<string>()
    const open = hashes.map((hash) => this.#require(hash))
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name)) continue
      found.add(name)
      open.push(...this.#parentsOf(name))
    }
    return found
  }
}
