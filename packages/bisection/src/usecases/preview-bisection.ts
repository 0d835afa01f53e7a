import { type BisectionRequest, type Preview, type Target, testOf } from '@kbisect/contracts'
import { estimateTotal, measuredWords } from '../estimate/estimate-total.ts'
import type { BisectionStore, History } from '../model/ports.ts'
import { type Hosts, missingWorkers } from './missing-workers.ts'
import { type ResolvedRequest, resolveRequest, type TreeOfRequest } from './resolve-request.ts'

// Searches of this size were measured; beyond it reading the range alone takes a while.
const HUGE = 20_000

/**
 * What a request would come to, without starting anything.
 * @throws RequestError as {@link startBisection} does
 */
export async function previewBisection(
  { store }: { readonly store: Pick<BisectionStore, 'findByDedupKey' | 'usualSeconds'> },
  tree: TreeOfRequest,
  history: History,
  request: BisectionRequest,
  hosts: Hosts,
): Promise<Preview> {
  const resolved = await resolveRequest(history, tree, request)
  const { good, bad, mergeBases, targets, dedupKey } = resolved
  const { architecture } = targets[0]
  const usual = await store.usualSeconds(tree.id, architecture)
  const commits = await history.count([good, ...mergeBases], bad)
  const test = testOf(request).kind
  const about = { commits, request, targets, mergeBases: mergeBases.length, slots: slotsFor(hosts, architecture) }
  const expected = estimateTotal({ ...about, usual })
  const known = request.attach === false ? undefined : await store.findByDedupKey(dedupKey)
  return {
    good: { ref: request.good, hash: good, subject: await history.subject(good) },
    bad: { ref: request.bad, hash: bad, subject: await history.subject(bad) },
    mergeBases: [...mergeBases],
    commits,
    targets: targets.map(({ name }) => name),
    expected,
    basis: measuredWords(usual, { tree: tree.name, architecture, test, commits }),
    known: known ?? null,
    warnings: [
      ...rangeWarnings(request, resolved, commits),
      ...budgetWarnings(request, expected.builds),
      ...hostWarnings(hosts, targets),
    ],
  }
}

/** Builds that can be made at once. */
const slotsFor = (hosts: Hosts, architecture: Target['architecture']): number =>
  Math.max(
    1,
    hosts.filter(({ build }) => build.includes(architecture)).reduce((sum, { slots }) => sum + slots.build, 0),
  )

function rangeWarnings({ good, bad }: BisectionRequest, { mergeBases }: ResolvedRequest, commits: number): string[] {
  const bases = mergeBases.map((hash) => hash.slice(0, 12)).join(' and ')
  const what = mergeBases.length === 1 ? 'the merge base' : 'the merge bases'
  return [
    ...(mergeBases.length === 0
      ? []
      : [`${good} is not an ancestor of ${bad}: ${what} ${bases} will be tested too, and the fault must be younger.`]),
    ...(commits <= HUGE
      ? []
      : [`The range has ${commits} commits: reading it takes a while, and a later good commit saves builds.`]),
  ]
}

function budgetWarnings({ budget }: BisectionRequest, builds: number): string[] {
  if (budget?.builds === undefined || budget.builds >= builds) return []
  return [
    `The budget of ${budget.builds} builds is less than the ${builds} that are expected: it may end with a range.`,
  ]
}

function hostWarnings(hosts: Hosts, targets: readonly Target[]): string[] {
  if (hosts.length === 0) return ['No worker is alive: it waits until one is started.']
  const idle = hosts.some(({ roles }) => roles.includes('coordinator'))
    ? []
    : ['No coordinator is alive: nothing will be decided.']
  return [
    ...idle,
    ...missingWorkers(hosts, targets).map((what) => `No worker that is alive can ${what}: it waits until one can.`),
  ]
}
