import type { BisectionRequest } from '@kbisect/contracts'
import { ConflictError } from '../model/errors.ts'
import type { BisectionRecord } from '../model/facts.ts'
import { findOrThrow } from '../model/find-or-throw.ts'
import type { ControlPorts, History } from '../model/ports.ts'
import { dedupKeyOf } from './dedup-key.ts'
import { createBisection } from './start-bisection.ts'

/**
 * A new bisection with the request of another one, over the very same commits: what its branches
 * name by now does not matter.
 * @throws NotFoundError; ConflictError when the tree has not these commits any more
 */
export async function retryBisection(
  ports: ControlPorts,
  id: string,
  openHistory: (record: BisectionRecord) => Promise<History> | History,
  createdBy: string,
): Promise<BisectionRecord> {
  const record = await findOrThrow(ports.store, id)
  const { tree, title, branch, mergeBases } = record
  const [good, bad] = [record.good.hash, record.bad.hash]
  const [main, ...further] = record.targets
  if (!main) throw new Error(`bisection ${id} has no target`)
  const history = await openHistory(record)
  for (const hash of [good, bad, ...mergeBases]) {
    if (await history.has(hash)) continue
    throw new ConflictError(`the tree ${tree.name} has no commit ${hash} any more; ask for a range that it has`, {
      value: id,
      hint: 'start a bisection of a range that the tree has',
    })
  }
  await history.requireObjects([good, ...mergeBases], bad)
  const request: BisectionRequest = { ...record.request, good, bad, attach: false }
  const dedupKey = dedupKeyOf(request, { treeId: tree.id, good, bad, target: main.key })
  const refs = { good: record.good.ref, bad: record.bad.ref }
  const resolved = { targets: [main, ...further] as const, good, bad, mergeBases, dedupKey }
  return await createBisection(ports, history, {
    ...{ tree, request, resolved, refs, branch, title },
    from: { createdBy, retryOf: id },
  })
}
