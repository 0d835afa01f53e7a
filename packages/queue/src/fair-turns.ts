/** A build or boot that waits in a queue. */
export interface WaitingTask {
  readonly id: string
  readonly bisectionId: string
  /** A person asked for it. */
  readonly manual: boolean
  /** A watch wants it: it is taken where no other waits. */
  readonly background?: boolean
}

/** When each bisection had its last turn at a queue: a higher number is later. */
export type Turns = ReadonlyMap<string, number>

/**
 * What is taken next, and which bisections wait here for the first time, in the order of their
 * turns.
 */
export interface NextTurn {
  readonly task: WaitingTask
  readonly newcomers: readonly string[]
}

/**
 * Returns the task that is taken next; undefined where none waits. Slots go round among the
 * bisections that wait: before all to those that people asked for, not a watch; then to the one
 * that holds the fewest slots of this queue, then to one for which a person asked, then to the one
 * whose last turn is longest ago. A bisection that waits for the first time takes its turn behind
 * all that wait already, so that neither many tasks of one bisection nor a stream of new bisections
 * can keep another one from its turn. Pure.
 *
 * @param waiting in the order in which they came
 * @param active the bisections of the tasks that are being done, once for each task
 */
export function nextInTurn(
  waiting: readonly WaitingTask[],
  active: readonly string[],
  turns: Turns,
): NextTurn | undefined {
  const first = new Map<string, WaitingTask>()
  for (const task of waiting) {
    const known = first.get(task.bisectionId)
    if (!known || (task.manual && !known.manual)) first.set(task.bisectionId, task)
  }
  const newcomers = [...first.keys()].filter((id) => !turns.has(id))
  const held = new Map<string, number>()
  for (const id of active) held.set(id, (held.get(id) ?? 0) + 1)
  const rank = ({ bisectionId, manual, background }: WaitingTask): Rank => [
    background && !manual ? 1 : 0,
    held.get(bisectionId) ?? 0,
    manual ? 0 : 1,
    turns.get(bisectionId) ?? Number.POSITIVE_INFINITY,
  ]
  // The sort keeps the order in which newcomers came.
  const [task] = [...first.values()].sort((a, b) => compare(rank(a), rank(b)))
  return task && { task, newcomers }
}

type Rank = readonly [background: number, slots: number, automatic: number, lastTurn: number]

function compare(a: Rank, b: Rank): number {
  const at = a.findIndex((value, i) => value !== b[i])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
