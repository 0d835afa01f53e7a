import type { IdleSlots, PendingTask, QueueSnapshot, Task, TaskQueue } from '@kbisect/bisection'
import { taskKey } from '@kbisect/bisection'
import { architectures, type Target } from '@kbisect/contracts'

/** What {@link MemoryQueue} holds of a task. */
export interface QueuedTask {
  readonly bisectionId: string
  readonly task: Task
  readonly delaySeconds: number
  /** A person asked for it. */
  readonly manual: boolean
  /** Hosts that should leave it to others. */
  readonly avoid: readonly string[]
  /** Seconds since a worker took it; undefined while it waits. */
  readonly seconds?: number
}

/** A queue that remembers what it was given; a task that waits is not added again. */
export class MemoryQueue implements TaskQueue {
  readonly #tasks = new Map<string, QueuedTask>()
  /** Ids of bisections to advance, and of deliveries to send. */
  readonly advances: string[] = []
  /** Ids of those for which nothing happened. */
  readonly routine: string[] = []
  /** Delays, in seconds, of those that were not to be advanced at once. */
  readonly delays: number[] = []
  readonly deliveries: string[] = []
  /** Ids of mails to send, and of bisections to tell of by mail. */
  readonly mails: string[] = []
  readonly mailPlans: string[] = []
  /** Ids of watches to look at. */
  readonly watches: string[] = []
  readonly cancelled: string[] = []
  /** Keys of the tasks that were there and were withdrawn. */
  readonly withdrawn: string[] = []
  /** Processes of workers that died. */
  readonly dead = new Set<string>()
  /** Names of the hosts that live, all able to do any task. */
  living: readonly string[] = ['host-1']
  /** Slots of all hosts that do nothing, for each architecture, before what waits is taken off. */
  slots: IdleSlots = { build: 1, boot: 1 }

  async enqueue(
    bisectionId: string,
    task: Task,
    options: { readonly delaySeconds: number; readonly avoid: readonly string[]; readonly manual?: boolean },
  ): Promise<void> {
    const place = placeOf(bisectionId, taskKey(task))
    const known = this.#tasks.get(place)
    if (!known) this.#tasks.set(place, { bisectionId, task, manual: false, ...options })
    else if (options.manual) this.#tasks.set(place, { ...known, manual: true })
  }

  /** All tasks by their keys, in the order in which they came. */
  get tasks(): ReadonlyMap<string, QueuedTask> {
    const tasks = new Map<string, QueuedTask>()
    for (const entry of this.#tasks.values()) {
      const key = taskKey(entry.task)
      tasks.set(tasks.has(key) ? `${key} of ${entry.bisectionId}` : key, entry)
    }
    return tasks
  }

  /** Takes the oldest task off the queue. */
  take(): QueuedTask | undefined {
    const [oldest] = this.#tasks
    if (!oldest) return undefined
    this.#tasks.delete(oldest[0])
    return oldest[1]
  }

  async advance(bisectionId: string, delaySeconds = 0, urgency = 'news'): Promise<void> {
    if (urgency === 'routine') this.routine.push(bisectionId)
    else if (delaySeconds > 0) this.delays.push(delaySeconds)
    else this.advances.push(bisectionId)
  }

  async deliver(deliveryId: string): Promise<void> {
    this.deliveries.push(deliveryId)
  }

  async sendMail(mailId: string): Promise<void> {
    this.mails.push(mailId)
  }

  async planMails(bisectionId: string): Promise<void> {
    this.mailPlans.push(bisectionId)
  }

  async lookAtWatch(watchId: string): Promise<void> {
    this.watches.push(watchId)
  }

  async cancel(bisectionId: string): Promise<void> {
    this.cancelled.push(bisectionId)
    for (const [place, entry] of this.#tasks) if (entry.bisectionId === bisectionId) this.#tasks.delete(place)
  }

  async pending(bisectionId: string): Promise<PendingTask[]> {
    const own = [...this.#tasks.values()].filter((entry) => entry.bisectionId === bisectionId)
    const pending = own.map(({ task, seconds }) => ({ key: taskKey(task), seconds }))
    // In one order always: what is planned must not depend on that of the queue.
    return pending.sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  async withdraw(bisectionId: string, tasks: readonly Task[]): Promise<void> {
    for (const key of tasks.map(taskKey)) {
      if (this.#tasks.delete(placeOf(bisectionId, key))) this.withdrawn.push(key)
    }
  }

  async lives(process: string): Promise<boolean> {
    return !this.dead.has(process)
  }

  async snapshot(): Promise<QueueSnapshot> {
    const all = [...this.#tasks.values()]
    const idsOf = (tasks: readonly QueuedTask[]) => new Set(tasks.map(({ bisectionId }) => bisectionId))
    const slotsOf = async (architecture: Target['architecture']) => {
      const { build, boot } = await this.idle(architecture)
      return [architecture, { build, boot }] as const
    }
    const idle = await Promise.all(architectures.map(slotsOf))
    return {
      pending: idsOf(all),
      working: idsOf(all.filter(({ seconds }) => seconds !== undefined)),
      idle: Object.fromEntries(idle) as unknown as QueueSnapshot['idle'],
    }
  }

  async hosts(): Promise<string[]> {
    return [...this.living]
  }

  async idle(architecture: Target['architecture']): Promise<IdleSlots> {
    const waiting = [...this.#tasks.values()].filter(
      ({ task, seconds, delaySeconds }) =>
        task.target.architecture === architecture && seconds === undefined && delaySeconds === 0,
    )
    const slots = this.living.length > 0 ? this.slots : { build: 0, boot: 0 }
    const left = (kind: Task['kind']) =>
      Math.max(0, slots[kind] - waiting.filter(({ task }) => task.kind === kind).length)
    return { build: left('build'), boot: left('boot'), hosts: [...this.living] }
  }

  /** Says that a worker took a task so many seconds ago. */
  begin(key: string, seconds: number): void {
    for (const [place, entry] of this.#tasks)
      if (taskKey(entry.task) === key) this.#tasks.set(place, { ...entry, seconds })
  }

  /** Forgets all tasks, as a Redis does that lost its data. */
  clear(): void {
    this.#tasks.clear()
  }
}

const placeOf = (bisectionId: string, key: string): string => `${bisectionId} ${key}`
