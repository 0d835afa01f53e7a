import { hostsThatDiffer } from './failed-attempts.ts'
import type { TaskContext, WorkPorts } from './perform-task.ts'

/** Who saw an ambiguous failure, and who else could look. */
export interface Witnesses {
  /** The host on which it came now. */
  readonly worker: string
  /** Other living hosts that could take the task. */
  readonly others: readonly string[]
}

/**
 * Returns whether an ambiguous failure was seen by enough hosts to count: by two of them where
 * another one could take the task, as a broken host shows it as often as it is asked; by one where
 * there is no other.
 * @param before hosts on which the same was seen earlier
 */
export function isSeenByEnoughHosts({ worker, others }: Witnesses, before: readonly string[]): boolean {
  return others.length === 0 || before.some((host) => host !== worker)
}

/**
 * Returns a function that names the other hosts that could take the task, before the work or now:
 * a host under load misses beats, and is not gone.
 */
export async function watchOtherHosts(
  { queue }: Pick<WorkPorts, 'queue'>,
  { facts, task, worker }: Pick<TaskContext, 'facts' | 'task' | 'worker'>,
): Promise<() => Promise<Witnesses>> {
  const unable = [worker, ...hostsThatDiffer(facts, task)]
  const living = () => queue.hosts(task.kind, task.target.architecture)
  const before = await living().catch(() => [])
  return async () => {
    const seen = new Set([...before, ...(await living())])
    return { worker, others: [...seen].filter((host) => !unable.includes(host)).sort() }
  }
}
