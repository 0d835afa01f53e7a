import type {
  ArtifactStore,
  History,
  IdleSlots,
  PendingTask,
  QueueSnapshot,
  RangeCommit,
  StoredArtifact,
  Surroundings,
  Task,
  TaskQueue,
} from '@kbisect/bisection'
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
  /** By task key, in the order in which they came. */
  readonly tasks = new Map<string, QueuedTask>()
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
    if (!this.tasks.has(taskKey(task))) this.tasks.set(taskKey(task), { bisectionId, task, manual: false, ...options })
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

  async cancel(bisectionId: string): Promise<void> {
    this.cancelled.push(bisectionId)
    this.clear()
  }

  async pending(bisectionId: string): Promise<PendingTask[]> {
    const own = [...this.tasks].filter(([, entry]) => entry.bisectionId === bisectionId)
    return own.map(([key, { seconds }]) => ({ key, seconds }))
  }

  async withdraw(bisectionId: string, tasks: readonly Task[]): Promise<void> {
    for (const key of tasks.map(taskKey)) {
      if (this.tasks.get(key)?.bisectionId !== bisectionId) continue
      this.tasks.delete(key)
      this.withdrawn.push(key)
    }
  }

  async lives(process: string): Promise<boolean> {
    return !this.dead.has(process)
  }

  async snapshot(): Promise<QueueSnapshot> {
    const all = [...this.tasks.values()]
    const idsOf = (tasks: readonly QueuedTask[]) => new Set(tasks.map(({ bisectionId }) => bisectionId))
    const idle = await Promise.all(architectures.map(async (name) => [name, await this.idle(name)] as const))
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
    const waiting = [...this.tasks.values()].filter(
      ({ task, seconds, delaySeconds }) =>
        task.target.architecture === architecture && seconds === undefined && delaySeconds === 0,
    )
    const left = (kind: Task['kind']) =>
      Math.max(0, this.slots[kind] - waiting.filter(({ task }) => task.kind === kind).length)
    return { build: left('build'), boot: left('boot') }
  }

  /** Says that a worker took a task so many seconds ago. */
  begin(key: string, seconds: number): void {
    const entry = this.tasks.get(key)
    if (entry) this.tasks.set(key, { ...entry, seconds })
  }

  /** Forgets all tasks, as a Redis does that lost its data. */
  clear(): void {
    this.tasks.clear()
  }
}

/** Artifacts by their path instead of their content: the files need not exist. */
export class MemoryArtifacts implements ArtifactStore {
  readonly #paths = new Map<string, string>()
  /** Another one than the store's stands for a directory that is not the service's. */
  id: string | undefined = 'memory'

  async storeId(): Promise<string | undefined> {
    return this.id
  }

  async putFile(name: string, path: string): Promise<StoredArtifact> {
    const digest = Buffer.from(path).toString('hex')
    this.#paths.set(digest, path)
    return { name, digest, bytes: path.length }
  }

  /** Loses everything, as a disk that was replaced. */
  clear(): void {
    this.#paths.clear()
  }

  async withFile<T>(digest: string, use: (path: string) => Promise<T>): Promise<T> {
    const path = this.#paths.get(digest)
    if (path === undefined)
      throw Object.assign(new Error(`there is no artifact ${digest}`), { code: 'artifact-unknown' })
    return await use(path)
  }

  /** The path stands for the content here too. */
  async readText(digest: string): Promise<string> {
    return await this.withFile(digest, async (path) => path)
  }
}

/** Commits by name with the names of their parents, parents first. */
export type NamedHistory = readonly (readonly [name: string, parents: readonly string[]])[]

/** A full hash that a name stands for. */
export const hashOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0')

class UnknownRef extends Error {
  override readonly name = 'GitRefError'
}

/**
 * A history in memory. What is pinned can be looked at; `fetched` counts the fetches, which bring
 * what `later` holds.
 */
export class MemoryHistory implements History {
  readonly pins = new Map<string, readonly string[]>()
  fetched = 0
  /** The files that define a function, in every commit. */
  readonly defined = new Map<string, readonly string[]>()
  /** Of its commits, those that are branches too. */
  readonly branches = new Set<string>()
  readonly #commits: Map<string, readonly string[]>
  readonly #later: NamedHistory

  constructor(commits: NamedHistory, later: NamedHistory = []) {
    this.#commits = new Map(commits)
    this.#later = later
  }

  async fetch(): Promise<void> {
    this.fetched++
    for (const [name, parents] of this.#later) this.#commits.set(name, parents)
  }

  async exists(): Promise<boolean> {
    return this.#commits.size > 0
  }

  async has(hash: string): Promise<boolean> {
    return this.#nameOf(hash) !== undefined
  }

  async resolve(ref: string): Promise<string> {
    if (!this.#commits.has(ref)) throw new UnknownRef(`${ref} is not a commit`)
    return hashOf(ref)
  }

  async pin(bisectionId: string, hashes: readonly string[]): Promise<void> {
    this.pins.set(bisectionId, hashes)
  }

  async unpin(bisectionId: string): Promise<void> {
    this.pins.delete(bisectionId)
  }

  async isBranch(name: string): Promise<boolean> {
    return this.branches.has(name)
  }

  async subject(hash: string): Promise<string> {
    return this.#nameOf(hash) ?? ''
  }

  async count(good: readonly string[], bad: string): Promise<number> {
    return (await this.range(good, bad)).length
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return this.#reachable([descendant]).has(this.#nameOf(ancestor) ?? '')
  }

  async mergeBases(a: string, b: string): Promise<string[]> {
    const others = this.#reachable([b])
    const common = [...this.#reachable([a])].filter((name) => others.has(name))
    const older = new Set(common.flatMap((name) => [...this.#reachable(this.#parentsOf(name).map(hashOf))]))
    return common.filter((name) => !older.has(name)).map(hashOf)
  }

  async isIncomplete(): Promise<boolean> {
    return false
  }

  async requireObjects(_good: readonly string[], _bad: string): Promise<void> {}

  async range(good: readonly string[], bad: string): Promise<RangeCommit[]> {
    const before = this.#reachable(good)
    const within = this.#reachable([bad])
    return [...this.#commits]
      .filter(([name]) => within.has(name) && !before.has(name))
      .map(([name, parents]) => ({
        hash: hashOf(name),
        parents: parents.map(hashOf),
        committedAt: 0,
        authoredAt: 0,
        authorName: 'A',
        authorEmail: 'a@example.org',
        subject: name,
      }))
  }

  async definitions(_commit: string, functions: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    return new Map(functions.flatMap((name) => (this.defined.has(name) ? [[name, this.defined.get(name) ?? []]] : [])))
  }

  #nameOf(hash: string): string | undefined {
    return [...this.#commits.keys()].find((name) => hashOf(name) === hash)
  }

  #parentsOf(name: string): readonly string[] {
    return this.#commits.get(name) ?? []
  }

  #reachable(hashes: readonly string[]): Set<string> {
    const found = new Set<string>()
    const open = hashes.flatMap((hash) => this.#nameOf(hash) ?? [])
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name)) continue
      found.add(name)
      open.push(...this.#parentsOf(name))
    }
    return found
  }
}

/**
 * A clock that goes on by one second each time it is asked, and by what a test says; and ids that
 * count.
 */
export function memorySurroundings(): Surroundings & { pass(seconds: number): void } {
  let seconds = 0
  let ids = 0
  return {
    now: () => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds++)),
    pass: (more) => {
      seconds += more
    },
    newId: () => `b${++ids}`,
    pageUrl: (id) => `https://kbisect.example.org/bisections/${id}`,
    messageText: (_format, body) => JSON.stringify(body),
  }
}
