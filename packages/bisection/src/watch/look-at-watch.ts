import { MOST_REVISIONS_A_LOOK } from '@kbisect/contracts'
import { describeInfrastructureError } from '../model/describe-error.ts'
import { beginTests } from './begin-tests.ts'
import { branchMatcher, isTagName } from './match-branches.ts'
import type { SeenCommit, WatchCell, WatchedHistory, WatchedRef, WatchPorts, WatchRecord } from './watch-ports.ts'
import { watchTargets } from './watch-targets.ts'

/**
 * Fetches the tree of a watch, stores the revisions that its branches have got since the last look,
 * and begins their tests as far as its budget allows. Safe to call at any time, in turn with others
 * of the same watch; a paused watch is left alone.
 * @param what `begin`: only tests that wait are begun
 */
export async function lookAtWatch(
  ports: WatchPorts,
  id: string,
  openHistory: (tree: WatchRecord['tree']) => WatchedHistory,
  what: 'look' | 'begin' = 'look',
): Promise<void> {
  const found = await ports.watches.find(id)
  if (!found || found.paused) return
  // Not in its turn: a fetch may take minutes, and tests that wait are begun meanwhile.
  const trouble = what === 'look' ? await troubleOf(() => openHistory(found.tree).fetch()) : undefined
  await ports.store.exclusively(`watch ${id}`, async () => {
    const watch = await ports.watches.find(id)
    if (!watch || watch.paused) return
    const history = openHistory(watch.tree)
    if (what === 'look') {
      const error = trouble ?? (await troubleOf(() => look(ports, watch, history)))
      await ports.watches.looked(id, error ?? null)
    }
    await beginTests(ports, watch, history)
  })
}

/** What went wrong, for people; undefined: nothing. */
async function troubleOf(action: () => Promise<void>): Promise<string | undefined> {
  try {
    await action()
    return undefined
  } catch (error) {
    return describeInfrastructureError(error).message
  }
}

async function look(ports: WatchPorts, watch: WatchRecord, history: WatchedHistory): Promise<void> {
  const tips = await ports.watches.tips(watch.id)
  const isWatched = branchMatcher(watch.branches)
  const branches = (await history.watchedRefs()).filter(({ name }) => isWatched(name))
  const moved = branches.filter(({ name, hash }) => tips.get(name) !== hash)
  if (moved.length === 0) return
  const cells = cellsOf(watch)
  // At the first look, tags of years may match: they are history.
  const newestTag = moved.filter(isTag).sort((a, b) => b.committedAt - a.committedAt)[0]
  // Before they are stored: a branch that is pushed again takes its old revisions away.
  await history.pin(watch.id, [...new Set(branches.map(({ hash }) => hash))])
  for (const branch of moved) {
    const isOld = tips.size === 0 && isTag(branch) && branch !== newestTag
    const commits = isOld ? [] : await newRevisions(watch, history, branch, tips.get(branch.name))
    await ports.watches.addRevisions(watch.id, branch.name, branch.hash, commits, cells)
  }
}

const isTag = ({ name }: WatchedRef): boolean => isTagName(name)

/** The revisions that are to be tested, parents first. */
async function newRevisions(
  watch: WatchRecord,
  history: WatchedHistory,
  { name, hash }: WatchedRef,
  before: string | undefined,
): Promise<SeenCommit[]> {
  // A tag is one revision; so is a branch that is seen for the first time.
  const isOne = watch.revisions === 'newest' || before === undefined || isTagName(name)
  const newest = { most: 1, merges: false }
  if (isOne) return await history.firstParents(undefined, hash, newest)
  const since = (await history.has(before)) ? before : undefined
  const options = { most: MOST_REVISIONS_A_LOOK, merges: watch.revisions === 'merges' }
  const commits = await history.firstParents(since, hash, options)
  return commits.reverse()
}

/** Each test on each target. */
export function cellsOf({ targets, tests }: Pick<WatchRecord, 'targets' | 'tests'>): WatchCell[] {
  return tests.flatMap((test, testIndex) =>
    watchTargets(targets, test).map(({ target }) => ({
      targetKey: target.key,
      targetName: target.name,
      testIndex,
      testKind: test.kind,
    })),
  )
}
