import type { BisectionRequest } from '@kbisect/contracts'
import type { NewBisection } from '../model/bisection-store.ts'
import type { WatchCheck } from '../model/watch-check.ts'
import { dedupKeyOf } from '../usecases/dedup-key.ts'
import { runsToClear } from './runs-to-clear.ts'
import type { CellHistory, WaitingTest, WatchedHistory, WatchPorts, WatchRecord } from './watch-ports.ts'
import { watchTargets } from './watch-targets.ts'

// Checks of one watch that go on at once: enough to keep many hosts busy, and few enough that a
// first look at many branches does not fill the queue.
const MOST_CHECKS = 64

/** Begins tests that wait, oldest revision first, as far as the budget of the watch allows. */
export async function beginTests(ports: WatchPorts, watch: WatchRecord, history: WatchedHistory): Promise<void> {
  await ports.watches.endLost(watch.id)
  const { checks, buildsLastDay } = await ports.watches.usage(watch.id)
  // Each check builds one kernel at least.
  const builds = watch.buildsPerDay === null ? MOST_CHECKS : watch.buildsPerDay - buildsLastDay - checks
  const room = Math.min(MOST_CHECKS - checks, builds)
  if (room <= 0) return
  for (const test of await ports.watches.waiting(watch.id, room)) await beginTest(ports, watch, history, test)
}

async function beginTest(
  ports: WatchPorts,
  watch: WatchRecord,
  history: WatchedHistory,
  waiting: WaitingTest,
): Promise<void> {
  const test = watch.tests[waiting.testIndex]
  const chosen = test && watchTargets(watch.targets, test).find(({ target }) => target.key === waiting.targetKey)
  if (!test || !chosen) {
    await ports.watches.refuse(waiting, 'The watch was changed: it has this target or test no longer.')
    return
  }
  if (!(await history.has(waiting.commit))) {
    await ports.watches.refuse(waiting, `The commit ${waiting.commit.slice(0, 12)} is not in the tree any more.`)
    return
  }
  const known = await ports.watches.history(waiting)
  const good = (await baseline(history, waiting.commit, known.passed)) ?? waiting.commit
  const { name: _, ...target } = chosen.asked
  const request: BisectionRequest = {
    tree: watch.tree.name,
    good,
    bad: waiting.commit,
    branch: waiting.branch,
    target,
    ...(test.kind === 'boot' ? {} : { test }),
  }
  const id = ports.surroundings.newId()
  const bisection: NewBisection = {
    id,
    treeId: watch.tree.id,
    request,
    targets: [chosen.target],
    good: { ref: good, hash: good },
    bad: { ref: waiting.branch, hash: waiting.commit },
    mergeBases: [],
    title: `${test.kind} on ${chosen.target.name} in ${watch.tree.name}, ${waiting.branch} at ${waiting.commit.slice(0, 12)}`,
    dedupKey: dedupKeyOf(request, { treeId: watch.tree.id, good, bad: waiting.commit, target: chosen.target.key }),
    branch: waiting.branch,
    createdBy: null,
    retryOf: null,
  }
  await history.pin(id, [good, waiting.commit])
  const isStarted = await ports.watches.startCheck(waiting, bisection, watch.id, checkFor(watch, known))
  if (isStarted) await ports.queue.advance(id)
  else await history.unpin(id)
}

/**
 * The revision to compare with: the newest one that passed. Of a branch that was rebased since,
 * where the two histories parted: what fails there is inherited.
 */
async function baseline(
  history: WatchedHistory,
  commit: string,
  passed: readonly string[],
): Promise<string | undefined> {
  for (const hash of passed) {
    if (hash === commit || !(await history.has(hash))) continue
    if (await history.isAncestor(hash, commit)) return hash
    const [base] = await history.mergeBases(hash, commit)
    return base === commit ? undefined : base
  }
  return undefined
}

function checkFor({ runs }: WatchRecord, { failing }: CellHistory): WatchCheck {
  if (!failing) return { runs, known: [] }
  const { regressionId, signature, passes, failures } = failing
  return { runs: Math.max(runs, runsToClear(passes, failures)), known: [{ regressionId, signature }] }
}
