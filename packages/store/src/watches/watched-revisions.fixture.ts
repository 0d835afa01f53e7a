import type { CellResult } from '@kbisect/bisection'
import { hash, newBisection } from '../bisections/bisection.fixture.ts'
import { newId } from '../connection/new-id.ts'
import type { Store } from '../store.ts'

const cells = ['arm', 'arm64'].map((targetName) => ({
  ...{ targetKey: `key of ${targetName}`, targetName, testIndex: 0, testKind: 'boot' as const },
}))

/** A watch without revisions. */
export async function newWatch(store: Store, treeId: string): Promise<string> {
  const { id } = await store.watches.create({
    ...{ name: newId(), treeId, branches: ['main'], targets: [{ architecture: 'arm' }, { architecture: 'arm64' }] },
    ...{ tests: [{ kind: 'boot' }], schedule: { everySeconds: 900 }, revisions: 'newest', policy: 'notify', runs: 2 },
    ...{ buildsPerDay: null, bisections: 2, createdBy: null },
  })
  return id
}

/** Where a watch is. */
export interface Watched {
  readonly store: Store
  readonly treeId: string
  readonly watchId: string
}

type State = 'passed' | 'failed' | 'not known'

/**
 * A revision of which one target after the other has a result, arm and arm64; returns their checks.
 */
export async function addRevision(
  { store, treeId, watchId }: Watched,
  digit: number,
  states: readonly State[],
  branch = 'main',
): Promise<string[]> {
  const commit = { hash: hash(digit), subject: `change ${digit}`, committedAt: 1_600_000_000 + digit }
  await store.watchWork.addRevisions(watchId, branch, commit.hash, [commit], cells)
  const { items } = await store.watches.revisions({ watchId, branch, commit: commit.hash, limit: 1 })
  const [revision] = items
  const checks: string[] = []
  for (const [at, state] of states.entries()) {
    const targetKey = cells[at]?.targetKey ?? ''
    const waiting = { revisionId: revision?.id ?? '', branch, commit: commit.hash, targetKey, testIndex: 0 }
    const bisection = newBisection(treeId, { dedupKey: newId() })
    await store.watchWork.startCheck(waiting, bisection, watchId, { runs: 2, known: [] })
    const signature = state === 'failed' ? { kind: 'oops', function: 'f', text: 'oops in f' } : null
    const settled = { state, passes: 2, failures: 0, reason: 'so', sameAs: null, regressionId: null } as const
    await store.bisections.settleCheck(bisection.id, { ...settled, signature: signature as CellResult['signature'] })
    await store.bisections.update(bisection.id, { state: 'finished' })
    checks.push(bisection.id)
  }
  return checks
}
