import type { BisectionRecord, RangeCommit } from '../model/facts.ts'
import type { BisectionStore, History } from '../model/ports.ts'

/** The stored range, read from git the first time. */
export async function loadRange(
  store: BisectionStore,
  record: BisectionRecord,
  openHistory: (record: BisectionRecord) => History,
): Promise<RangeCommit[]> {
  const stored = await store.range(record.id)
  if (stored.length > 0 || record.cancelRequested) return stored
  const history = openHistory(record)
  const isThere = (await history.exists()) && !(await history.isIncomplete()) && (await history.has(record.bad.hash))
  if (!isThere) await history.fetch()
  const range = await history.range([record.good.hash, ...record.mergeBases], record.bad.hash)
  await store.saveRange(record.id, range)
  return range
}
