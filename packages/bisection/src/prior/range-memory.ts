import { CommitGraph } from '@kbisect/bisect'
import type { Target } from '@kbisect/contracts'
import type { BisectionRecord, Facts, RangeCommit } from '../model/facts.ts'
import type { ArtifactStore } from '../model/ports.ts'
import { predictNoops } from './predicted-noops.ts'
import { suspicionOf } from './suspicion.ts'

// Commits of all ranges that are kept: a merge window has 15,000, some 10 MB with their paths.
const KEPT_COMMITS = 120_000

interface Remembered {
  readonly range: readonly RangeCommit[]
  readonly graph: CommitGraph
  /** Source files that went into some image, by target. */
  readonly inputs: Map<string, Set<string>>
  readonly read: Set<string>
  noops: { readonly of: number; readonly set: ReadonlySet<string> } | undefined
  suspicion: { readonly about: string; readonly weights: ReadonlyMap<string, number> } | undefined
}

/**
 * What advancing works out again and again from things that do not change: ranges with their
 * graphs, and what follows from the files of commits. Only a memory: a process that has none reads
 * everything again and decides the same.
 */
export class RangeMemory {
  readonly #kept = new Map<string, Remembered>()

  /** The stored range, or what `read` says, which is asked once; an empty range is not kept. */
  async range(id: string, read: () => Promise<readonly RangeCommit[]>): Promise<Remembered> {
    const known = this.#kept.get(id)
    if (known) {
      this.#kept.delete(id)
      this.#kept.set(id, known)
      return known
    }
    const range = await read()
    const graph = new CommitGraph(range.map((commit) => ({ id: commit.hash, parents: commit.parents })))
    const fresh = { range, graph, inputs: new Map(), read: new Set<string>(), noops: undefined, suspicion: undefined }
    if (range.length > 0) this.#kept.set(id, fresh)
    this.#forgetOldest()
    return fresh
  }

  /** The one that was just read stays, however long it is. */
  #forgetOldest(): void {
    let commits = [...this.#kept.values()].reduce((sum, { range }) => sum + range.length, 0)
    for (const [id, { range }] of this.#kept) {
      if (commits <= KEPT_COMMITS || this.#kept.size === 1) return
      this.#kept.delete(id)
      commits -= range.length
    }
  }
}

/**
 * Commits that touch nothing of what went into any image of the target so far. None while one of
 * the lists cannot be read: commits that touch files of that image alone would be among them.
 */
export async function noopsOf(
  memory: Remembered,
  artifacts: Pick<ArtifactStore, 'readText'>,
  facts: Facts,
  target: Target,
): Promise<ReadonlySet<string>> {
  const { inputs, complete } = await inputsOf(memory, artifacts, facts, target)
  if (!complete) return new Set()
  if (memory.noops?.of !== inputs.size) {
    memory.noops = { of: inputs.size, set: inputs.size === 0 ? new Set() : predictNoops(memory.range, inputs) }
  }
  return memory.noops.set
}

async function inputsOf(
  memory: Remembered,
  artifacts: Pick<ArtifactStore, 'readText'>,
  facts: Facts,
  target: Target,
): Promise<{ readonly inputs: Set<string>; readonly complete: boolean }> {
  const inputs = memory.inputs.get(target.key) ?? new Set<string>()
  memory.inputs.set(target.key, inputs)
  let complete = true
  for (const build of facts.builds) {
    if (build.targetKey !== target.key || build.result !== 'built') continue
    const digest = build.artifacts.find((one) => one.name === 'inputs')?.digest
    if (digest === undefined || memory.read.has(digest)) continue
    // Without it the search builds more and decides the same; the next advance reads it again.
    const text = await artifacts.readText(digest).catch(() => undefined)
    if (text === undefined) {
      complete = false
      continue
    }
    for (const path of text.split('\n')) if (path !== '') inputs.add(path)
    memory.read.add(digest)
  }
  return { inputs, complete }
}

/**
 * How suspicious commits look, once it was looked up where the functions of the failure's trace
 * are.
 */
export function suspicionFor(
  memory: Remembered,
  record: BisectionRecord,
  place: string | undefined,
  target: Target,
): ReadonlyMap<string, number> | undefined {
  if (!record.suspects) return undefined
  const inputs = memory.inputs.get(target.key)
  const about = `${inputs?.size ?? 0} ${place ?? ''} ${record.suspects.functions.length}`
  if (memory.suspicion?.about !== about) {
    const weights = suspicionOf(memory.range, record.suspects, {
      architecture: target.architecture,
      ...(inputs && inputs.size > 0 ? { inputs } : {}),
      ...(place === undefined ? {} : { place }),
    })
    memory.suspicion = { about, weights }
  }
  return memory.suspicion.weights
}
