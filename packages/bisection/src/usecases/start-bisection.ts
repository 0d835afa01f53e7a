import { type BisectionRequest, testOf } from '@kbisect/contracts'
import type { BisectionRecord } from '../model/facts.ts'
import type { ControlPorts, History } from '../model/ports.ts'
import { startLock } from './dedup-key.ts'
import { type ResolvedRequest, resolveRequest, type TreeOfRequest } from './resolve-request.ts'

/** Who asks, and for which bisection again. */
export interface Origin {
  readonly createdBy?: string
  readonly retryOf?: string
}

/** The bisection that answers a request. */
export interface Started extends BisectionRecord {
  /** It was there already: nothing was started. */
  readonly attached: boolean
}

/**
 * Accepts a request: refs are resolved once and pinned, so that a force-push cannot take the range
 * away. Returns the stored bisection of the same dedup key where one
 * is finished, running or queued, unless the request wants a new one.
 * @throws RequestError naming the field when the range or a target cannot be used
 */
export async function startBisection(
  ports: ControlPorts,
  tree: TreeOfRequest,
  history: History,
  request: BisectionRequest,
  from: Origin = {},
): Promise<Started> {
  const resolved = await resolveRequest(history, tree, request)
  const asked: AskedStart = { tree, history, resolved, from }
  if (request.attach === false) return await startNew(ports, asked)
  const { good, bad, targets } = resolved
  const lock = startLock({ treeId: tree.id, good, bad, target: targets[0].key })
  // In turn: of two that ask the same at the same moment, the second one finds what the first one
  // started.
  return await ports.store.exclusively(lock, async () => {
    const id = await ports.store.findByDedupKey(resolved.dedupKey)
    const known = id === undefined ? undefined : await ports.store.find(id)
    return known ? { ...known, attached: true } : await startNew(ports, asked)
  })
}

/** A request that was resolved. */
export interface AskedStart {
  readonly tree: TreeOfRequest
  readonly history: Pick<History, 'pin' | 'unpin' | 'isBranch'>
  readonly resolved: ResolvedRequest
  readonly from: Origin
}

/**
 * Starts a bisection, whatever is known. Where a known one could be the answer, the caller holds
 * {@link startLock}.
 */
export async function startNew(ports: ControlPorts, { tree, history, resolved, from }: AskedStart): Promise<Started> {
  const { request } = resolved
  const refs = { good: request.good, bad: request.bad }
  const bad = branchName(refs.bad)
  const branch = request.branch ?? ((await history.isBranch(bad)) ? bad : null)
  const test = testOf(request).kind
  const range = `${shortRef(refs.good)}..${shortRef(refs.bad)}`
  const title = `${test} on ${resolved.targets[0].name} in ${tree.name}, ${range}`
  const record = await createBisection(ports, history, { tree, request, resolved, refs, branch, title, from })
  return { ...record, attached: false }
}

interface Creation {
  readonly tree: TreeOfRequest
  readonly request: BisectionRequest
  readonly resolved: Omit<ResolvedRequest, 'request'>
  /** What the boundaries were called. */
  readonly refs: { readonly good: string; readonly bad: string }
  readonly branch: string | null
  readonly title: string
  readonly from: Origin
}

/** Pins the range, writes the bisection down and lets it begin. */
export async function createBisection(
  { store, queue, surroundings }: ControlPorts,
  history: Pick<History, 'pin' | 'unpin'>,
  { tree, request, resolved, refs, branch, title, from }: Creation,
): Promise<BisectionRecord> {
  const { targets, good, bad, mergeBases, dedupKey } = resolved
  const id = surroundings.newId()
  const again = from.retryOf === undefined ? '' : ` It repeats ${from.retryOf}.`
  const events = [{ type: 'created', message: `Asked for: ${title}.${again}` } as const]
  const bisection = {
    id,
    treeId: tree.id,
    request,
    targets,
    good: { ref: refs.good, hash: good },
    bad: { ref: refs.bad, hash: bad },
    mergeBases,
    dedupKey,
    branch,
    createdBy: from.createdBy ?? null,
    retryOf: from.retryOf ?? null,
    title,
  }
  await history.pin(id, [good, bad, ...mergeBases])
  const record = await store.create(bisection, { events }).catch(async (error: unknown) => {
    // Only where it is known that there is no such bisection: a commit whose answer was lost may
    // have stored it.
    if ((await store.find(id)) === undefined) await history.unpin(id)
    throw error
  })
  await queue.advance(id)
  return record
}

const branchName = (ref: string): string => ref.replace(/^refs\/heads\//, '')

// A full hash fills a line and says no more than its beginning.
const shortRef = (ref: string): string => (/^[0-9a-f]{40,64}$/.test(ref) ? ref.slice(0, 12) : ref)
