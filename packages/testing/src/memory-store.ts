import {
  type BisectionChanges,
  type BisectionRecord,
  type BisectionStore,
  type BuildFact,
  type CandidateChange,
  type Facts,
  type InfrastructureErrorFact,
  type MeasuredSeconds,
  type NewBisection,
  type NewRegression,
  type OverrideFact,
  type Pin,
  type RangeCommit,
  type RerunFact,
  type RunFact,
  type RunningBisection,
  type Subscriber,
  type Task,
  taskKey,
  type WebhookText,
  type Worker,
  type WrittenTogether,
} from '@kbisect/bisection'
import type { EventType, Regression, Remaining, Search, Triage, WebhookType } from '@kbisect/contracts'
import { StoreError } from '@kbisect/store'
import { addDeliveries, lastDelivery, type MemoryDelivery } from './memory-deliveries.ts'
import { MemoryLocks } from './memory-locks.ts'
import { MemoryRegressions } from './memory-regressions.ts'
import { addBuild, addRun, applyChanges, factsOf, forgetBuild, type MemoryRow, newRow, repin } from './memory-row.ts'

export interface MemoryEvent {
  readonly bisectionId: string
  readonly type: EventType
  readonly message: string
  readonly data: Record<string, unknown>
}

/**
 * The store of the use cases in memory, with what was written open to look at. One webhook
 * subscribes to all but progress.
 */
export class MemoryStore implements BisectionStore {
  readonly events: MemoryEvent[] = []
  /** The messages to the webhook, by delivery id. */
  readonly deliveries = new Map<string, MemoryDelivery>()
  /** The webhook; its filters may be set. */
  subscriber: Subscriber = { id: 'webhook', format: 'standard', filters: {} }
  /** Whether it subscribes to progress too. */
  wantsProgress = false
  /** What tasks took in earlier bisections. */
  usual: MeasuredSeconds | undefined
  readonly #regressions = new MemoryRegressions()
  readonly #rows = new Map<string, MemoryRow>()
  readonly #locks = new MemoryLocks()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  async create(bisection: NewBisection, together?: WrittenTogether): Promise<BisectionRecord> {
    const { id } = bisection
    if (this.#rows.has(id))
      throw new StoreError('already-exists', `there is a bisection ${id} already`, 'take another id')
    const row = newRow(bisection, this.#now())
    this.#rows.set(id, row)
    this.#write(id, together)
    return row.record
  }

  async find(id: string): Promise<BisectionRecord | undefined> {
    return this.#rows.get(id)?.record
  }

  async findByDedupKey(dedupKey: string): Promise<string | undefined> {
    const known = [...this.#rows.values()].filter(({ record, created }) => {
      const { outcome } = record.result ?? {}
      const answers = record.state !== 'finished' || (outcome !== 'cancelled' && outcome !== 'error')
      const isFixed = () => this.#regressions.find({ bisectionId: record.id })?.state === 'fixed'
      return created.dedupKey === dedupKey && answers && !record.cancelRequested && !isFixed()
    })
    return known.at(-1)?.record.id
  }

  async usualSeconds(): Promise<MeasuredSeconds | undefined> {
    return this.usual
  }

  async stored(ids: readonly string[]): Promise<string[]> {
    return ids.filter((id) => this.#rows.has(id))
  }

  /** Ids of all bisections, oldest first. */
  get ids(): string[] {
    return [...this.#rows.keys()]
  }

  async changes(id: string): Promise<number> {
    return this.#rows.get(id)?.changes ?? 0
  }

  async markSeen(id: string, seen: number, dueAt: Date | null): Promise<void> {
    const row = this.#rows.get(id)
    if (row) Object.assign(row, { seen, dueAt, seenAt: this.#now() })
  }

  async admit(limit: number): Promise<string[]> {
    const architectureOf = ({ record }: MemoryRow) => record.targets[0]?.architecture
    const running = (architecture: unknown) =>
      [...this.#rows.values()].filter((row) => row.record.state === 'running' && architectureOf(row) === architecture)
    const admitted: string[] = []
    for (const row of this.#rows.values()) {
      if (row.record.state !== 'queued' || running(architectureOf(row)).length >= limit) continue
      row.record = { ...row.record, state: 'running' }
      row.changes++
      admitted.push(row.record.id)
    }
    return admitted
  }

  async running(): Promise<RunningBisection[]> {
    return [...this.#rows.values()].flatMap(({ record, changes, seen, seenAt, dueAt }) => {
      const architecture = record.targets[0]?.architecture ?? 'arm64'
      return record.state === 'running'
        ? [{ id: record.id, architecture, isChanged: changes !== seen, seenAt, dueAt }]
        : []
    })
  }

  async update(id: string, changes: BisectionChanges, together?: WrittenTogether): Promise<string[]> {
    return this.#write(id, { ...together, changes })
  }

  /** Writes all of it, or nothing where there is no such bisection. */
  #write(id: string, { changes = {}, events = [], deliveries = [] }: WrittenTogether = {}): string[] {
    applyChanges(this.#row(id), changes, this.#now)
    for (const { type, message, data = {} } of events) this.events.push({ bisectionId: id, type, message, data })
    return deliveries.flatMap((one) => addDeliveries(this.deliveries, one))
  }

  async remove(id: string): Promise<void> {
    this.#rows.delete(id)
    this.#regressions.remove(id)
  }

  exclusively<T>(name: string, use: () => Promise<T>): Promise<T> {
    return this.#locks.exclusively(name, use)
  }

  async facts(id: string): Promise<Facts> {
    return factsOf(this.#row(id))
  }

  async saveRange(id: string, range: readonly RangeCommit[]): Promise<void> {
    const row = this.#row(id)
    if (row.range.length === 0) row.range = range
  }

  async range(id: string): Promise<RangeCommit[]> {
    return [...(this.#rows.get(id)?.range ?? [])]
  }

  async candidateStates(id: string): Promise<CandidateChange[]> {
    const { range, candidates } = this.#rows.get(id) ?? { range: [], candidates: new Map<string, CandidateChange>() }
    const untouched = { verdict: null, reason: null, possible: true, noop: false, drift: null }
    return range.map(({ hash }) => candidates.get(hash) ?? { hash, ...untouched })
  }

  async saveCandidates(id: string, changes: readonly CandidateChange[], together?: WrittenTogether): Promise<void> {
    for (const change of changes) this.#row(id).candidates.set(change.hash, change)
    this.#write(id, together)
  }

  async addBuild(id: string, build: BuildFact, together?: WrittenTogether): Promise<boolean> {
    if (!addBuild(this.#row(id), build)) return false
    this.#write(id, together)
    return true
  }

  async pins(id: string): Promise<Pin[]> {
    return [...(this.#rows.get(id)?.pins ?? [])]
  }

  async repin(id: string, pins: readonly Pick<Pin, 'targetKey' | 'kind'>[], together?: WrittenTogether): Promise<void> {
    repin(this.#row(id), pins)
    this.#write(id, together)
  }

  async artifactStoreId(): Promise<string> {
    return 'memory'
  }

  async forgetBuild(id: string, build: Pick<BuildFact, 'revision' | 'targetKey' | 'clean'>): Promise<void> {
    const row = this.#rows.get(id)
    if (row) forgetBuild(row, build)
  }

  async addRun(
    id: string,
    run: RunFact,
    build?: Pick<BuildFact, 'toolchainId' | 'clean'>,
    together?: WrittenTogether,
  ): Promise<boolean> {
    if (!addRun(this.#row(id), run, build, this.#now())) return false
    this.#write(id, together)
    return true
  }

  async addInfrastructureError(
    id: string,
    fault: InfrastructureErrorFact & { task: string },
    together?: WrittenTogether,
  ): Promise<void> {
    this.#changed(id).infrastructureErrors.push({ ...fault, at: this.#now() })
    this.#write(id, together)
  }

  async addRerun(id: string, { commit, runs }: RerunFact, together?: WrittenTogether): Promise<void> {
    this.#changed(id).reruns.push({ commit, runs })
    this.#write(id, together)
  }

  async saveOverride(
    id: string,
    commit: string,
    override: Omit<OverrideFact, 'commit'> | null,
    together?: WrittenTogether,
  ): Promise<void> {
    const { overrides } = this.#changed(id)
    if (override) overrides.set(commit, { commit, ...override })
    else overrides.delete(commit)
    this.#write(id, together)
  }

  async startWork(id: string, task: Task, by: Worker, together?: WrittenTogether): Promise<void> {
    this.#row(id).work.set(taskKey(task), by)
    this.#write(id, together)
  }

  async workerOf(id: string, task: string): Promise<Worker | undefined> {
    return this.#rows.get(id)?.work.get(task)
  }

  async addDeath(
    id: string,
    task: Task,
    of: Worker,
    death: Omit<InfrastructureErrorFact, 'worker'>,
    together?: WrittenTogether,
  ): Promise<boolean> {
    const { work } = this.#row(id)
    if (work.get(taskKey(task))?.process !== of.process) return false
    work.delete(taskKey(task))
    await this.addInfrastructureError(id, { task: taskKey(task), worker: of.name, ...death }, together)
    return true
  }

  async endWork(id: string, task: Task): Promise<void> {
    this.#rows.get(id)?.work.delete(taskKey(task))
  }

  async addEvent(id: string, type: EventType, message: string, data: Record<string, unknown> = {}): Promise<void> {
    this.#row(id)
    this.events.push({ bisectionId: id, type, message, data })
  }

  async addRegression(id: string, found: NewRegression): Promise<string> {
    return this.#regressions.add(this.#row(id), found, this.#now())
  }

  async findRegression(by: Parameters<BisectionStore['findRegression']>[0]): Promise<Regression | undefined> {
    return this.#regressions.find(by)
  }

  async triageRegression(id: string, triage: Triage, together: WrittenTogether = {}): Promise<string[]> {
    const { events = [], deliveries = [] } = together
    for (const bisectionId of this.#regressions.triage(id, triage)) this.#write(bisectionId, { events })
    return deliveries.flatMap((one) => addDeliveries(this.deliveries, one))
  }

  // Checks are held to the real store: see the tests of watches.
  async adoptFacts(): Promise<void> {}

  async settleCheck(id: string): Promise<{ gone: undefined; tested: undefined }> {
    this.#row(id)
    return { gone: undefined, tested: undefined }
  }

  async claimRegression(id: string, found: NewRegression): Promise<{ id: string; how: 'new'; earlier: null }> {
    return { id: await this.addRegression(id, found), how: 'new', earlier: null }
  }

  async promote(id: string): Promise<boolean> {
    const row = this.#row(id)
    const { check: _, ...record } = row.record
    row.record = record
    return true
  }

  async subscribers(type: WebhookType): Promise<Subscriber[]> {
    return type === 'bisection.progressed' && !this.wantsProgress ? [] : [this.subscriber]
  }

  async addDeliveries(subject: string, type: WebhookType, messages: readonly WebhookText[]): Promise<string[]> {
    return addDeliveries(this.deliveries, { subject, type, messages })
  }

  async lastDelivery(type: WebhookType, webhookIds: readonly string[], subjectStart: string) {
    return lastDelivery(this.deliveries, type, webhookIds, subjectStart)
  }

  /** What was asked for, with what a record does not have. */
  created(id: string): NewBisection {
    return this.#row(id).created
  }

  /** What it was last expected to take still. */
  expected(id: string): Remaining | null {
    return this.#row(id).expected
  }

  /** What the engine was last said to believe. */
  search(id: string): Search | undefined {
    return this.#row(id).search
  }

  /** Task keys that a worker works on now. */
  working(id: string): string[] {
    return [...this.#row(id).work.keys()]
  }

  /** The row whose facts change. */
  #changed(id: string): MemoryRow {
    const row = this.#row(id)
    row.changes++
    return row
  }

  #row(id: string): MemoryRow {
    const row = this.#rows.get(id)
    if (!row) throw new StoreError('unknown-bisection', `there is no bisection ${id}`, 'list them')
    return row
  }
}
