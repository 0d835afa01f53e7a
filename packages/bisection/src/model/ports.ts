import type { Target, WebhookBody, WebhookFormat } from '@kbisect/contracts'
import type { BisectionStore } from './bisection-store.ts'
import type { IdleSlots, PendingTask, RangeCommit, Revision, StoredArtifact, Task } from './facts.ts'

export type * from './bisection-store.ts'
export type { NewRegression } from './new-regression.ts'

/** Where artifacts lie, by content. */
export interface ArtifactStore {
  /**
   * Names this place; undefined where nothing does, as in a directory whose disk is not mounted.
   * Read anew each time.
   */
  storeId(): Promise<string | undefined>
  /** Stores a file and answers its digest. Storing the same bytes again is free. */
  putFile(name: string, path: string): Promise<StoredArtifact>
  /**
   * A path to read the bytes from, for as long as `use` runs. Throws with code `artifact-unknown`
   * or `artifact-corrupt` when they are not there as they were stored.
   */
  withFile<T>(digest: string, use: (path: string) => Promise<T>): Promise<T>
  /** The whole of a text, as UTF-8. Throws as {@link withFile} does. */
  readText(digest: string): Promise<string>
}

/** All tasks and slots, at one moment. */
export interface QueueSnapshot {
  /** Ids of bisections of which a task waits, is delayed or is being done. */
  readonly pending: ReadonlySet<string>
  /** Those of which one is being done. */
  readonly working: ReadonlySet<string>
  /** Slots that do nothing, less what waits for them. */
  readonly idle: Readonly<Record<Target['architecture'], Pick<IdleSlots, 'build' | 'boot'>>>
}

export interface TaskQueue {
  /**
   * Adds a task, at once or after a delay. A host named in `avoid` leaves it to others as long as
   * there are any that can do it, and they come to it in reasonable time. Bisections that wait for
   * the same hosts take turns.
   * @param options `manual`: a person asked for it; it is done before others. `background`: a watch
   * did; it is done behind others
   */
  enqueue(
    bisectionId: string,
    task: Task,
    options: { delaySeconds: number; avoid: readonly string[]; manual?: boolean; background?: boolean },
  ): Promise<void>
  /** Has a bisection advanced, now or after a delay. What is routine waits behind what is news. */
  advance(bisectionId: string, delaySeconds?: number, urgency?: 'news' | 'routine'): Promise<void>
  /** What all tasks come to, at one moment. */
  snapshot(): Promise<QueueSnapshot>
  deliver(deliveryId: string, delaySeconds: number): Promise<void>
  /** Hands a mail to the mail server. */
  sendMail(mailId: string, delaySeconds: number): Promise<void>
  /** Sees what there is to tell by mail of a bisection. */
  planMails(bisectionId: string): Promise<void>
  /**
   * Has the branches of a watch looked at; `begin`: only tests begun that wait.
   */
  lookAtWatch(watchId: string, what?: 'look' | 'begin', delaySeconds?: number): Promise<void>
  /** Takes back what waits and stops what runs. */
  cancel(bisectionId: string): Promise<void>
  /** The builds and boots of a bisection that wait, are delayed or run. */
  pending(bisectionId: string): Promise<PendingTask[]>
  /**
   * Takes single tasks back, or stops them: their results would teach nothing any more. What is not
   * there is ignored.
   */
  withdraw(bisectionId: string, tasks: readonly Task[]): Promise<void>
  /** Whether a process of a worker has said within the last seconds that it works. */
  lives(process: string): Promise<boolean>
  /** Names of the living hosts that have slots for such tasks. */
  hosts(kind: Task['kind'], architecture: Target['architecture']): Promise<string[]>
  /**
   * Slots of living hosts for an architecture that do nothing, less what waits for them already.
   * @param unable names of hosts that count only where there are no others
   */
  idle(
    architecture: Target['architecture'],
    unable: Readonly<Record<Task['kind'], readonly string[]>>,
  ): Promise<IdleSlots>
}

/** The history of one tree. */
export interface History {
  fetch(): Promise<void>
  exists(): Promise<boolean>
  /**
   * Whether it was found to lack commits or their content: a fetch must come before it is of use.
   */
  isIncomplete(): Promise<boolean>
  has(hash: string): Promise<boolean>
  resolve(ref: string): Promise<string>
  pin(bisectionId: string, hashes: readonly string[]): Promise<void>
  unpin(bisectionId: string): Promise<void>
  /** Whether the tree has a branch of exactly this name. */
  isBranch(name: string): Promise<boolean>
  subject(hash: string): Promise<string>
  /** How many commits {@link range} would have. */
  count(good: readonly string[], bad: string): Promise<number>
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
  mergeBases(a: string, b: string): Promise<string[]>
  /** With the files that each commit with one parent changes. */
  range(good: readonly string[], bad: string): Promise<RangeCommit[]>
  /** Throws unless `good`, and every commit of {@link range}, can be checked out. */
  requireObjects(good: readonly string[], bad: string): Promise<void>
  /**
   * The source files of a commit that define each function, as far as a search of the text can
   * tell; at most a few for each.
   */
  definitions(commit: string, functions: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
  /**
   * The configuration symbols, without `CONFIG_`, that build the KUnit suite of a name at a commit,
   * as far as a search of the text can tell.
   */
  kunitOptions(commit: string, suite: string): Promise<readonly string[]>
}

/** Makes a source tree ready; `conflict` when the revert does not apply. */
export interface SourceTree {
  checkout(
    revision: Revision,
    signal: AbortSignal,
  ): Promise<{ kind: 'ready'; directory: string } | { kind: 'conflict'; files: string[] }>
}

/** Names, times and ids, so that use cases can be tested with fixed ones. */
export interface Surroundings {
  now(): Date
  newId(): string
  /** The page of a bisection. */
  pageUrl(bisectionId: string): string
  /** A message as a format of webhooks has it: equal messages give equal texts. */
  messageText(format: WebhookFormat, body: WebhookBody): string
}

/** What every use case needs. */
export interface ControlPorts {
  readonly store: BisectionStore
  readonly queue: TaskQueue
  readonly surroundings: Surroundings
}
