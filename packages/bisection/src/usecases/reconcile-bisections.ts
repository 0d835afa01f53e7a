import type { QueueSnapshot, RunningBisection } from '../model/ports.ts'
import { admitBisections } from './admit-bisections.ts'
import type { AdvancePorts } from './advance-bisection.ts'

/** While a task is being done, what is expected still to take is worked out again so often. */
const WORKING_SECONDS = 30
/** Each running bisection is looked at so often, whatever is known of it. */
const SWEEP_SECONDS = 30 * 60
/** At most so many of them at once. */
const SWEPT_AT_ONCE = 4
/**
 * A bisection that was offered idle slots, or was looked at for another reason, is not offered them
 * again for so long.
 */
const OFFER_SECONDS = 5

/**
 * Has those bisections advance that have a reason to: facts that no advance has seen, a time that
 * has come, a queue that lost their tasks, idle slots. Reads the queue once, however many
 * bisections there are. What comes of it waits behind the advances that follow from a finished
 * task.
 */
export async function reconcileBisections(ports: AdvancePorts): Promise<void> {
  const { store, queue, surroundings } = ports
  await admitBisections(ports)
  const running = await store.running()
  if (running.length === 0) return
  for (const id of choose(running, await queue.snapshot(), surroundings.now())) await queue.advance(id, 0, 'routine')
}

/** Ids of the bisections to advance, each once. */
export function choose(running: readonly RunningBisection[], queue: QueueSnapshot, now: Date): string[] {
  const age = ({ seenAt }: RunningBisection) =>
    seenAt === null ? Number.POSITIVE_INFINITY : (now.getTime() - seenAt.getTime()) / 1000
  const hasReason = (one: RunningBisection): boolean => {
    if (one.isChanged) return true
    if (one.dueAt !== null) return one.dueAt <= now
    // One that is not at an end has something in the queue, unless the queue lost it.
    if (!queue.pending.has(one.id)) return true
    return queue.working.has(one.id) && age(one) >= WORKING_SECONDS
  }
  const chosen = new Set(running.filter(hasReason).map(({ id }) => id))
  const oldestFirst = running.filter(({ id }) => !chosen.has(id)).sort((a, b) => age(b) - age(a))
  const swept = oldestFirst.filter((one) => age(one) >= SWEEP_SECONDS).slice(0, SWEPT_AT_ONCE)
  for (const { id } of swept) chosen.add(id)
  for (const [architecture, { build, boot }] of Object.entries(queue.idle)) {
    const fit = oldestFirst.filter(
      (one) => one.architecture === architecture && !chosen.has(one.id) && age(one) >= OFFER_SECONDS,
    )
    for (const { id } of fit.slice(0, build + boot)) chosen.add(id)
  }
  return [...chosen]
}
