import type { Tree, TreeStatus } from '@kbisect/contracts'
import type { Mirror } from '@kbisect/git'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem } from '../http/problems.ts'

// A remote is asked again only when what we have is older: a page that posts twice need not wait
// twice.
const FRESH_MS = 30_000
const HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** Fetches trees, each once at a time, and remembers how it went. */
export interface TreeFetches {
  /** As it is now; a fetch of a worker counts too. */
  status(tree: Tree): Promise<TreeStatus>
  /**
   * Fetches now and resolves when done; a fetch that is under way is joined. Rejects as
   * `Mirror.fetch` does.
   */
  fetch(tree: Tree): Promise<void>
  /** Starts a fetch that nobody waits for. */
  start(tree: Tree): void
  /**
   * The same after the credentials changed: a fetch that is under way with those of before is
   * repeated when it ends; callers that wait for it wait for the repetition.
   */
  startAnew(tree: Tree): void
  /**
   * Makes the mirror fit to resolve `refs`: whole hashes need only be there, names mean what the
   * tree says now.
   * @throws HttpProblem 409 while a remote tree is fetched for the first time.
   */
  prepare(tree: Tree, refs: readonly string[]): Promise<Mirror>
  /**
   * Stops a fetch of a tree that was deleted, and removes its mirror. Never rejects: what is left
   * goes at the next start.
   */
  forget(tree: Tree): Promise<void>
}

interface Fetching {
  readonly done: Promise<void>
  readonly stop: AbortController
  /** It is repeated when it ends. */
  again: boolean
}

/** Whether a tree lies on this machine, so that fetching it takes moments. */
export const isLocal = (tree: { readonly url: string }): boolean => /^(\/|file:)/.test(tree.url)

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const hint = 'hint' in error && typeof error.hint === 'string' ? `; ${error.hint}` : ''
  return `${error.message}${hint}`
}

export function openTreeFetches({ store, openMirror, surroundings, logger }: Dependencies): TreeFetches {
  const running = new Map<string, Fetching>()
  const failed = new Map<string, string>()

  const attempt = async (tree: Tree, signal: AbortSignal): Promise<void> => {
    try {
      await openMirror(tree).fetch({ signal })
      await store.trees.touch(tree.id, surroundings.now())
      failed.delete(tree.id)
    } catch (error) {
      failed.set(tree.id, explain(error))
      throw error
    }
  }
  const run = async (tree: Tree, stop: AbortController): Promise<void> => {
    try {
      for (;;) {
        const ended = await attempt(tree, stop.signal).then(
          () => undefined,
          (error: unknown) => ({ error }),
        )
        const fetching = running.get(tree.id)
        if (fetching?.again && !stop.signal.aborted) fetching.again = false
        else if (ended) throw ended.error
        else return
      }
    } finally {
      running.delete(tree.id)
    }
  }
  const fetch = (tree: Tree): Promise<void> => {
    const known = running.get(tree.id)
    if (known) return known.done
    const stop = new AbortController()
    // `run` always yields before it ends, so it is noted before it is removed.
    const done = run(tree, stop)
    running.set(tree.id, { done, stop, again: false })
    return done
  }
  const start = (tree: Tree): void => {
    fetch(tree).catch((error: unknown) =>
      logger.warn({ tree: tree.name, reason: explain(error) }, 'fetching a tree failed'),
    )
  }
  const isFresh = (tree: Tree): boolean =>
    tree.fetchedAt !== null && surroundings.now().getTime() - Date.parse(tree.fetchedAt) < FRESH_MS
  return {
    fetch,
    start,
    startAnew(tree) {
      const fetching = running.get(tree.id)
      if (fetching) fetching.again = true
      else start(tree)
    },
    async status(tree) {
      const progress = (await openMirror(tree).fetchProgress()) ?? null
      const fetching = running.has(tree.id) || progress !== null
      return { ...tree, fetching, progress, fetchError: failed.get(tree.id) ?? null }
    },
    async forget(tree) {
      const fetching = running.get(tree.id)
      fetching?.stop.abort(new Error(`the tree ${tree.name} was deleted`))
      await fetching?.done.catch(() => undefined)
      failed.delete(tree.id)
      await openMirror(tree)
        .remove()
        .catch((err: unknown) =>
          logger.warn({ err, tree: tree.name }, 'the mirror of a deleted tree could not be removed'),
        )
    },
    async prepare(tree, refs) {
      const mirror = openMirror(tree)
      if (!(await mirror.exists()) && !isLocal(tree)) {
        start(tree)
        const detail = `the tree ${tree.name} is being fetched for the first time; GET /api/v1/trees/${tree.name} tells when it is there`
        const message = 'is being fetched for the first time'
        const hint = `Ask again when GET /api/v1/trees/${tree.name} says that it is not fetching.`
        const errors = [{ field: 'tree', value: tree.name, message, hint }] as const
        throw new HttpProblem(409, 'tree-not-ready', detail, { errors, retryAfter: 5 })
      }
      const whole = (await mirror.exists()) && !(await mirror.isIncomplete())
      const wholeHashes = refs.every((ref) => HASH.test(ref)) && whole
      const there = wholeHashes && (await Promise.all(refs.map((ref) => mirror.has(ref)))).every(Boolean)
      if (!there && (isLocal(tree) || !whole || !isFresh(tree))) await fetch(tree)
      return mirror
    },
  }
}
