import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type BisectionChanges,
  type BisectionRecord,
  type BisectionStore,
  type BuildFact,
  type CandidateChange,
  type Facts,
  type InfrastructureErrorFact,
  type MeasuredSeconds,
  type Moment,
  type NewBisection,
  type NewRegression,
  type OverrideFact,
  type Pin,
  pinsOfBuild,
  pinsOfRun,
  type RangeCommit,
  type RerunFact,
  type RunFact,
  type RunningBisection,
  requirePinned,
  revisionKey,
  type Subscriber,
  type Task,
  taskKey,
  type WebhookText,
  type Worker,
  type WrittenTogether,
} from '@kbisect/bisection'
import type { EventType, Regression, Remaining, Search, Triage, WebhookBody, WebhookType } from '@kbisect/contracts'

interface Row {
  record: BisectionRecord
  resumedAt: Date | undefined
  search: Search | undefined
  expected: Remaining | null
  readonly dedupKey: string
  changes: number
  seen: number
  seenAt: Date | null
  dueAt: Date | null
  range: readonly RangeCommit[]
  readonly candidates: Map<string, CandidateChange>
  readonly builds: Map<string, BuildFact>
  readonly runs: Map<string, RunFact>
  readonly faults: (InfrastructureErrorFact & { readonly task: string; readonly at: Date })[]
  readonly work: Map<string, Worker>
  readonly overrides: Map<string, OverrideFact>
  readonly reruns: RerunFact[]
  pins: readonly Pin[]
}

export interface MemoryEvent {
  readonly bisectionId: string
  readonly type: EventType
  readonly message: string
  readonly data: Record<string, unknown>
}

const place = (fact: Pick<BuildFact, 'revision' | 'targetKey' | 'clean'>): string =>
  `${revisionKey(fact.revision)} ${fact.targetKey}${fact.clean ? ' clean' : ''}`

/**
 * The store of the use cases in memory, with what was written open to look at. One webhook
 * subscribes to all but progress.
 */
export class MemoryStore implements BisectionStore {
  readonly events: MemoryEvent[] = []
  /** What the webhook is told, by delivery id. */
  readonly deliveries = new Map<string, { readonly subject: string; readonly body: WebhookBody; readonly at: Date }>()
  /** The webhook; its filters may be set. */
  subscriber: Subscriber = { id: 'webhook', format: 'standard', filters: {} }
  /** Whether it subscribes to progress too. */
  wantsProgress = false
  /** Ids of the bisections that have one. */
  readonly regressions: string[] = []
  /** Ids of bisections whose regression is triaged fixed. */
  readonly fixed = new Set<string>()
  /** What tasks took in earlier bisections. */
  usual: MeasuredSeconds | undefined
  readonly #regressions = new Map<string, Regression>()
  readonly #rows = new Map<string, Row>()
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #held = new AsyncLocalStorage<string>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  async create({ treeId, ...bisection }: NewBisection, together?: WrittenTogether): Promise<BisectionRecord> {
    const record: BisectionRecord = {
      ...bisection,
      tree: { id: treeId, name: bisection.request.tree, url: `https://example.org/${bisection.request.tree}.git` },
      state: 'queued',
      stage: 'prepare',
      cancelRequested: false,
      pauseReason: null,
      reopenings: 0,
      commits: 0,
      candidatesLeft: 0,
      result: null,
      createdAt: this.#now(),
      startedAt: null,
      finishedAt: null,
    }
    const empty = { candidates: new Map(), builds: new Map(), runs: new Map(), faults: [], work: new Map() }
    const said = { overrides: new Map(), reruns: [] }
    const looked = { changes: 1, seen: 0, seenAt: null, dueAt: null }
    const unknown = { ...looked, resumedAt: undefined, search: undefined, expected: null, range: [], pins: [] }
    this.#rows.set(record.id, { record, dedupKey: bisection.dedupKey, ...unknown, ...empty, ...said })
    this.#write(record.id, together)
    return record
  }

  async find(id: string): Promise<BisectionRecord | undefined> {
    return this.#rows.get(id)?.record
  }

  async findByDedupKey(dedupKey: string): Promise<string | undefined> {
    const known = [...this.#rows.values()].filter(({ record, ...row }) => {
      const { outcome } = record.result ?? {}
      const answers = record.state !== 'finished' || (outcome !== 'cancelled' && outcome !== 'error')
      return row.dedupKey === dedupKey && answers && !record.cancelRequested && !this.fixed.has(record.id)
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
    return this.#row(id).changes
  }

  async markSeen(id: string, seen: number, dueAt: Date | null): Promise<void> {
    Object.assign(this.#row(id), { seen, dueAt, seenAt: this.#now() })
  }

  async admit(limit: number): Promise<string[]> {
    const architectureOf = ({ record }: Row) => record.targets[0]?.architecture
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
    const row = this.#row(id)
    if (changes.resumedAt || changes.state || changes.cancelRequested || changes.suspects) row.changes++
    const { resumedAt, startedAt, finishedAt, search, expected, ...plain } = changes
    const at = (moment: Moment | null) => (moment === 'now' ? this.#now() : moment)
    const resumed = resumedAt && at(resumedAt)
    row.record = {
      ...row.record,
      ...plain,
      ...(resumed ? { resumedAt: resumed } : {}),
      ...(startedAt ? { startedAt: at(startedAt) } : {}),
      ...(finishedAt === undefined ? {} : { finishedAt: at(finishedAt) }),
    }
    row.resumedAt = resumed ?? row.resumedAt
    row.search = search ?? row.search
    row.expected = expected === undefined ? row.expected : expected
    for (const { type, message, data = {} } of events) this.events.push({ bisectionId: id, type, message, data })
    return deliveries.flatMap(({ subject, type, messages }) => this.#deliver(subject, type, messages))
  }

  async remove(id: string): Promise<void> {
    this.#rows.delete(id)
  }

  /**
   * Refuses to be nested: two use cases that take the same locks in another order would wait for
   * each other.
   */
  async exclusively<T>(id: string, use: () => Promise<T>): Promise<T> {
    const outer = this.#held.getStore()
    if (outer !== undefined && outer !== id)
      throw new Error(`the lock on ${id} is asked for while that on ${outer} is held`)
    const before = this.#turns.get(id) ?? Promise.resolve()
    const turn = before.then(() => this.#held.run(id, use))
    this.#turns.set(
      id,
      turn.catch(() => {}),
    )
    return await turn
  }

  async facts(id: string): Promise<Facts> {
    const { builds, runs, faults, resumedAt, overrides, reruns } = this.#row(id)
    const told = new Map<string, InfrastructureErrorFact[]>()
    const failedAt = new Map<string, Date>()
    for (const { task, at, ...fault } of faults) {
      if (resumedAt && at < resumedAt) continue
      told.set(task, [...(told.get(task) ?? []), fault])
      failedAt.set(task, at)
    }
    const said = { overrides: [...overrides.values()], reruns: [...reruns] }
    return { builds: [...builds.values()], runs: [...runs.values()], infrastructureErrors: told, failedAt, ...said }
  }

  async saveRange(id: string, range: readonly RangeCommit[]): Promise<void> {
    const row = this.#row(id)
    if (row.range.length === 0) row.range = range
  }

  async range(id: string): Promise<RangeCommit[]> {
    return [...this.#row(id).range]
  }

  async candidateStates(id: string): Promise<CandidateChange[]> {
    const { range, candidates } = this.#row(id)
    return range.map(
      ({ hash }) =>
        candidates.get(hash) ?? { hash, verdict: null, reason: null, possible: true, noop: false, drift: null },
    )
  }

  async saveCandidates(id: string, changes: readonly CandidateChange[], together?: WrittenTogether): Promise<void> {
    for (const change of changes) this.#row(id).candidates.set(change.hash, change)
    this.#write(id, together)
  }

  async addBuild(id: string, build: BuildFact, together?: WrittenTogether): Promise<boolean> {
    const row = this.#changed(id)
    if (!row.builds.has(place(build))) hold(row, pinsOfBuild(build))
    if (!addOnce(row.builds, place(build), build)) return false
    this.#write(id, together)
    return true
  }

  async pins(id: string): Promise<Pin[]> {
    return [...this.#row(id).pins]
  }

  async repin(id: string, pins: readonly Pick<Pin, 'targetKey' | 'kind'>[], together?: WrittenTogether): Promise<void> {
    const row = this.#changed(id)
    for (const { targetKey, kind } of pins) {
      const parts = kind === 'toolchain' ? ['toolchain', 'emulator', 'accelerator'] : ['emulator', 'accelerator']
      row.pins = row.pins.filter((pin) => pin.targetKey !== targetKey || !parts.includes(pin.kind))
      for (const [key, run] of row.runs) if (run.targetKey === targetKey) row.runs.delete(key)
      if (kind !== 'toolchain') continue
      for (const [key, build] of row.builds) if (build.targetKey === targetKey) row.builds.delete(key)
    }
    this.#write(id, together)
  }

  async artifactStoreId(): Promise<string> {
    return 'memory'
  }

  async forgetBuild(id: string, build: Pick<BuildFact, 'revision' | 'targetKey' | 'clean'>): Promise<void> {
    this.#changed(id).builds.delete(place(build))
  }

  async addRun(
    id: string,
    run: RunFact,
    build?: Pick<BuildFact, 'toolchainId' | 'clean'>,
    together?: WrittenTogether,
  ): Promise<boolean> {
    const row = this.#changed(id)
    const key = `${place(run)} ${run.attempt}`
    const booted = place({ ...run, clean: build?.clean ?? false })
    if (build && row.builds.get(booted)?.toolchainId !== build.toolchainId) return false
    if (!row.runs.has(key)) hold(row, pinsOfRun(run))
    if (!addOnce(row.runs, key, run)) return false
    this.#write(id, together)
    return true
  }

  async addInfrastructureError(
    id: string,
    fault: InfrastructureErrorFact & { task: string },
    together?: WrittenTogether,
  ): Promise<void> {
    this.#changed(id).faults.push({ ...fault, at: this.#now() })
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
    return this.#row(id).work.get(task)
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
    if (!this.regressions.includes(id)) this.regressions.push(id)
    const regressionId = `regression of ${id}`
    this.#regressions.set(regressionId, {
      ...regressionOf(id, regressionId, found),
      foundAt: this.#now().toISOString(),
    })
    return regressionId
  }

  async findRegression(
    by: { id: string } | { bisectionId: string; culpritHash?: string | undefined },
  ): Promise<Regression | undefined> {
    const id = 'id' in by ? by.id : `regression of ${by.bisectionId}`
    const found = this.#regressions.get(id)
    const bisection = found?.bisectionId ? await this.find(found.bisectionId) : undefined
    return found && { ...found, culprit: bisection?.result?.culprit ?? null, label: bisection?.result?.label ?? null }
  }

  async triageRegression(id: string, triage: Triage, together?: WrittenTogether): Promise<string[]> {
    const regression = this.#regressions.get(id)
    if (!regression) throw new Error(`there is no regression ${id}`)
    this.#regressions.set(id, { ...regression, state: triage.state, triage })
    const { events = [], deliveries = [] } = together ?? {}
    const told = deliveries.flatMap(({ subject, type, messages }) => this.#deliver(subject, type, messages))
    return regression.bisectionId === null ? told : [...told, ...this.#write(regression.bisectionId, { events })]
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
    return this.#deliver(subject, type, messages)
  }

  #deliver(subject: string, type: WebhookType, messages: readonly WebhookText[]): string[] {
    const id = `${type} ${subject}`
    return messages.flatMap(({ text }) => {
      const body = JSON.parse(text) as WebhookBody
      return addOnce(this.deliveries, id, { subject, body, at: new Date(body.timestamp) }) ? [id] : []
    })
  }

  async lastDelivery(type: WebhookType, _webhookIds: readonly string[], subjectStart: string) {
    return [...this.deliveries.values()].findLast(
      ({ body, subject }) => body.type === type && subject.startsWith(subjectStart),
    )
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
  #changed(id: string): Row {
    const row = this.#row(id)
    row.changes++
    return row
  }

  #row(id: string): Row {
    const row = this.#rows.get(id)
    if (!row) throw new Error(`there is no bisection ${id}`)
    return row
  }
}

function regressionOf(bisectionId: string, id: string, found: NewRegression): Omit<Regression, 'foundAt'> {
  return {
    ...{ id, bisectionId, tree: 'toy', branch: found.branch, good: found.goodHash, bad: found.badHash },
    ...{ target: found.targetName, architecture: found.architecture as Regression['architecture'] },
    ...{ test: found.testKind as Regression['test'], signature: found.signature },
    ...{ source: 'bisection', state: 'open', triage: null, culprit: null, label: null },
  }
}

/** Pins what is not pinned yet. @throws EnvironmentDiffers when something else is */
function hold(row: Row, own: readonly Pin[]): void {
  requirePinned(row.pins, own)
  const isPinned = ({ targetKey, kind }: Pin) =>
    row.pins.some((pin) => pin.targetKey === targetKey && pin.kind === kind)
  row.pins = [...row.pins, ...own.filter((pin) => !isPinned(pin))]
}

function addOnce<T>(map: Map<string, T>, key: string, value: T): boolean {
  if (map.has(key)) return false
  map.set(key, value)
  return true
}
