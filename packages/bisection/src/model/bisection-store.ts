import type {
  BisectionRequest,
  BisectionResult,
  BisectionStage,
  BisectionState,
  EventType,
  Regression,
  Remaining,
  Search,
  Target,
  Triage,
  WebhookFilters,
  WebhookFormat,
  WebhookType,
} from '@kbisect/contracts'
import type { CheckStore } from './check-store.ts'
import type { MeasuredSeconds } from './expectation.ts'
import type {
  BisectionRecord,
  BuildFact,
  Facts,
  InfrastructureErrorFact,
  OverrideFact,
  RangeCommit,
  RerunFact,
  RunFact,
  Suspects,
  Task,
} from './facts.ts'
import type { NewRegression } from './new-regression.ts'
import type { Pin } from './pin.ts'

export interface NewBisection {
  readonly id: string
  readonly treeId: string
  readonly request: BisectionRequest
  readonly targets: readonly Target[]
  readonly good: { readonly ref: string; readonly hash: string }
  readonly bad: { readonly ref: string; readonly hash: string }
  readonly mergeBases: readonly string[]
  readonly title: string
  /** Equal for requests of the same range, target and test. */
  readonly dedupKey: string
  /** The branch in which it was seen, where known. */
  readonly branch: string | null
  /** Name of the token with which it was asked for. */
  readonly createdBy: string | null
  /** The bisection whose request it repeats. */
  readonly retryOf: string | null
}

/**
 * A moment, or that of the database when it is written: facts and changes of several hosts are
 * compared with each other.
 */
export type Moment = Date | 'now'

export interface BisectionChanges {
  readonly state?: BisectionState
  readonly stage?: BisectionStage
  readonly cancelRequested?: boolean
  readonly pauseReason?: string | null
  readonly resumedAt?: Moment
  readonly reopenings?: number
  readonly commits?: number
  readonly candidatesLeft?: number
  readonly startedAt?: Moment
  /** null: it was reopened. */
  readonly finishedAt?: Moment | null
  readonly result?: BisectionResult
  readonly expected?: Remaining | null
  readonly suspects?: Suspects
  readonly search?: Search
}

/** A running bisection, with what decides whether it is to advance. */
export interface RunningBisection {
  readonly id: string
  /** Of its main target. */
  readonly architecture: Target['architecture']
  /** Something changed that no advance has seen. */
  readonly isChanged: boolean
  /** When an advance saw it last; null: never. */
  readonly seenAt: Date | null
  readonly dueAt: Date | null
}

export interface CandidateChange {
  readonly hash: string
  readonly verdict: 'good' | 'bad' | 'skip' | 'weak' | null
  readonly reason: string | null
  readonly possible: boolean
  /** Predicted or proved not to change this kernel. */
  readonly noop: boolean
  /**
   * How its Kconfig answers the target's configuration otherwise than the good revision's; null:
   * alike, or not known.
   */
  readonly drift: string | null
}

/** An entry of a bisection's history. */
export interface NewEvent {
  readonly type: EventType
  readonly message: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** Messages for webhooks about one subject. */
export interface NewDeliveries {
  readonly subject: string
  readonly type: WebhookType
  readonly messages: readonly WebhookText[]
}

/** What is written in the same transaction as a fact: a process that dies loses both or neither. */
export interface WrittenTogether {
  readonly changes?: BisectionChanges
  readonly events?: readonly NewEvent[]
  readonly deliveries?: readonly NewDeliveries[]
}

/** What requests, the coordinator and reconcilers do with whole bisections. */
interface BisectionLifecycle {
  create(bisection: NewBisection, together?: Pick<WrittenTogether, 'events'>): Promise<BisectionRecord>
  /** undefined: no such bisection. */
  find(id: string): Promise<BisectionRecord | undefined>
  /** Those of some ids of which there is a bisection. */
  stored(ids: readonly string[]): Promise<string[]>
  /**
   * Returns the id of the newest bisection with this key that is not cancelled and whose
   * regression is not triaged as fixed.
   */
  findByDedupKey(dedupKey: string): Promise<string | undefined>
  /**
   * What tasks took in the last bisections of a tree whose main target is of this architecture;
   * undefined: there were none.
   */
  usualSeconds(treeId: string, architecture: Target['architecture']): Promise<MeasuredSeconds | undefined>
  /**
   * Counts the changes of all that a plan rests on; read before the facts, and given to {@link
   * markSeen} after them.
   */
  changes(id: string): Promise<number>
  /**
   * Stores that an advance has carried out what follows from so many changes, and when the next one
   * is due in any case.
   */
  markSeen(id: string, changes: number, dueAt: Date | null): Promise<void>
  /**
   * Makes queued bisections running, in the order in which they came, as long as fewer than `limit`
   * of their architecture are.
   * @returns their ids
   */
  admit(limit: number): Promise<string[]>
  /** Those that are running. */
  running(): Promise<RunningBisection[]>
  /** Returns the ids of the deliveries that are new. */
  update(id: string, changes: BisectionChanges, together?: Omit<WrittenTogether, 'changes'>): Promise<string[]>
  /**
   * Removes it with its facts. Its regression stays, without a bisection: another one of the same
   * culprit stands for it from then on, with its triage state.
   */
  remove(id: string): Promise<void>
  /**
   * Runs `use` while no other process does so under this name, a bisection's id or a question;
   * waits for its turn. Not to be nested.
   */
  exclusively<T>(name: string, use: () => Promise<T>): Promise<T>
}

/** The commits between the boundaries, which the coordinator reads and marks. */
interface RangeStore {
  /** Writes the range once; later calls change nothing. */
  saveRange(id: string, range: readonly RangeCommit[]): Promise<void>
  /** The stored range in topological order; empty before {@link saveRange}. */
  range(id: string): Promise<RangeCommit[]>
  /** What is stored of each commit of the range, as {@link saveCandidates} left it. */
  candidateStates(id: string): Promise<CandidateChange[]>
  /** Changes these commits alone; `together` is written also where there are none. */
  saveCandidates(id: string, changes: readonly CandidateChange[], together?: WrittenTogether): Promise<void>
}

/** What builds and boots showed: workers add facts, the coordinator reads them. */
interface FactStore {
  facts(id: string): Promise<Facts>
  /** What the targets' builds and runs must be made with. */
  pins(id: string): Promise<Pin[]>
  /**
   * False when this build is known already: the first one stands. The first build of a target pins
   * its toolchain.
   * @throws EnvironmentDiffers when it was made with another toolchain; nothing is stored then
   */
  addBuild(id: string, build: BuildFact, together?: WrittenTogether): Promise<boolean>
  /** Id of the place where the service's artifacts lie; undefined before one was claimed. */
  artifactStoreId(): Promise<string | undefined>
  /** Takes a build back whose files are gone, so that it is made again; its runs stay. */
  forgetBuild(id: string, build: Pick<BuildFact, 'revision' | 'targetKey' | 'clean'>): Promise<void>
  /**
   * False when this run is known already, or when the build whose image ran is not stored any more.
   * The first run of a target pins its emulator and accelerator.
   * @throws EnvironmentDiffers when it was made with others; nothing is stored then
   */
  addRun(
    id: string,
    run: RunFact,
    build?: Pick<BuildFact, 'toolchainId' | 'clean'>,
    together?: WrittenTogether,
  ): Promise<boolean>
  /**
   * Takes back what targets are pinned to, with the runs made with it and, for a toolchain, the
   * builds, so that they are made again.
   */
  repin(id: string, pins: readonly Pick<Pin, 'targetKey' | 'kind'>[], together?: WrittenTogether): Promise<void>
  addInfrastructureError(
    id: string,
    fault: InfrastructureErrorFact & { readonly task: string },
    together?: WrittenTogether,
  ): Promise<void>
  /** For what has no fact; the event of a fact is written with it. */
  addEvent(id: string, type: EventType, message: string, data?: Record<string, unknown>): Promise<void>
}

/** What people set for a commit. */
interface ManualInputStore {
  addRerun(
    id: string,
    rerun: RerunFact & { readonly by: string; readonly why: string | null },
    together?: WrittenTogether,
  ): Promise<void>
  /** Sets the verdict of a commit, or takes it back. */
  saveOverride(
    id: string,
    commit: string,
    override: Omit<OverrideFact, 'commit'> | null,
    together?: WrittenTogether,
  ): Promise<void>
}

/** Which process works on which task. */
interface WorkStore {
  /** Stores that a process of a worker works on a task now. */
  startWork(id: string, task: Task, by: Worker, together?: WrittenTogether): Promise<void>
  /**
   * Who works on the task of a {@link taskKey}, or did when its process died; undefined: no process
   * does.
   */
  workerOf(id: string, task: string): Promise<Worker | undefined>
  /**
   * Stores that a process died at a task, and that it works on it no longer, both or neither.
   * @returns false when that is stored already
   */
  addDeath(
    id: string,
    task: Task,
    of: Worker,
    death: Omit<InfrastructureErrorFact, 'worker'>,
    together?: WrittenTogether,
  ): Promise<boolean>
  endWork(id: string, task: Task): Promise<void>
}

/** Regressions, and what people say of them. */
interface RegressionStore {
  /**
   * Returns the id of the bisection's regression, or of the one that it is the same as. One that is
   * known stays with its triage state; only its signature changes.
   */
  addRegression(id: string, regression: NewRegression): Promise<string>
  /**
   * With `culpritHash`, the regression that the bisection will be about once it names that culprit.
   */
  findRegression(
    by: { readonly id: string } | { readonly bisectionId: string; readonly culpritHash?: string | undefined },
  ): Promise<Regression | undefined>
  /**
   * Events go to the regression's bisection, if it has one. Returns the ids of the deliveries that
   * are new.
   * @throws when there is none
   */
  triageRegression(id: string, triage: Triage, together?: Omit<WrittenTogether, 'changes'>): Promise<string[]>
}

/** The subscribers of a type, and what they got. */
interface NotificationStore {
  /** The enabled webhooks that subscribe to a type. */
  subscribers(type: WebhookType): Promise<Subscriber[]>
  /**
   * One delivery for each message whose webhook has not been told of the subject; returns their
   * ids.
   */
  addDeliveries(subject: string, type: WebhookType, messages: readonly WebhookText[]): Promise<string[]>
  /** The last message of a type to any of the webhooks whose subject begins so. */
  lastDelivery(
    type: WebhookType,
    webhookIds: readonly string[],
    subjectStart: string,
  ): Promise<{ readonly subject: string; readonly at: Date } | undefined>
}

/**
 * Stores facts. Every method throws when the database cannot be reached; nothing is half written.
 * What a method is given as `together` is written with the fact, and only if the fact is new.
 */
export interface BisectionStore
  extends BisectionLifecycle,
    RangeStore,
    FactStore,
    ManualInputStore,
    WorkStore,
    RegressionStore,
    CheckStore,
    NotificationStore {}

/** A webhook that is to be told of something, unless its filters say otherwise. */
export interface Subscriber {
  readonly id: string
  readonly format: WebhookFormat
  readonly filters: WebhookFilters
}

/** What is posted to one webhook, byte for byte. */
export interface WebhookText {
  readonly webhookId: string
  readonly text: string
}

/** A process of a worker. */
export interface Worker {
  /** Name of its host, as the facts have it. */
  readonly name: string
  /** Of this process alone: a process that starts anew has another one. */
  readonly process: string
}
