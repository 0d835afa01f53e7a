import type { BisectionResult, RegressionFound, WebhookBody } from '@kbisect/contracts'
import { describeFault } from './describe-fault.ts'
import type { BisectionRecord, Facts, RangeCommit, Task } from './facts.ts'
import { taskKey } from './facts.ts'
import { loadRange } from './load-range.ts'
import { type Plan, plan } from './plan.ts'
import type { BisectionChanges, BisectionStore, CandidateChange, History } from './ports.ts'
import type { ControlPorts } from './start-bisection.ts'

// A task that failed this often for reasons of our own is left to a person.
const FAULTS_BEFORE_PAUSE = 5
const RETRY_DELAYS = [0, 2, 10, 30, 60]

/**
 * Reads the facts, asks {@link plan}, and carries out what it says: tasks are enqueued, changes stored, the end announced.
 * Harmless to call at any time and as often as one likes; it is how a bisection goes on after anything died.
 */
export async function advanceBisection(
  ports: ControlPorts,
  id: string,
  openHistory: (record: BisectionRecord) => History,
): Promise<void> {
  await ports.store.exclusively(id, async () => {
    const record = await ports.store.find(id)
    if (!record || record.state === 'finished' || record.state === 'paused') return
    const facts = await ports.store.facts(id)
    const range = await rangeOrFault(ports, record, facts, openHistory)
    if (!range) return
    const next = plan({ record, range, facts })
    if (next.regression) await announceRegression(ports, record, next.regression)
    await storeProgress(ports, record, range, next)
    await storeCandidates(ports.store, id, range, next.candidates)
    if (next.result) return await finish(ports, record, next.result)
    await enqueue(ports, record, next.tasks, facts)
  })
}

/** The commits of the range; undefined when git could not tell, which is noted, and tried again when we are called next. */
async function rangeOrFault(
  ports: ControlPorts,
  record: BisectionRecord,
  facts: Facts,
  openHistory: (record: BisectionRecord) => History,
): Promise<RangeCommit[] | undefined> {
  const { store } = ports
  try {
    return await loadRange(store, record, openHistory)
  } catch (error) {
    const { code, message } = describeFault(error)
    await store.addFault(record.id, { task: 'prepare', worker: 'coordinator', code, message })
    await store.addEvent(record.id, 'infrastructure-error', `The range cannot be read: ${message}`, { code })
    const count = (facts.faults.get('prepare')?.count ?? 0) + 1
    if (count >= FAULTS_BEFORE_PAUSE) {
      await pause(ports, record.id, `Reading the range failed ${count} times for reasons of our own: ${message}`)
    }
    return undefined
  }
}

async function storeCandidates(
  store: BisectionStore,
  id: string,
  range: readonly RangeCommit[],
  candidates: readonly CandidateChange[],
): Promise<void> {
  if (candidates.length === 0) return
  const before = new Map((await store.candidateStates(id)).map((state) => [state.hash, state]))
  const changed = candidates.filter((now) => {
    const then = before.get(now.hash)
    return !then || then.verdict !== now.verdict || then.reason !== now.reason || then.possible !== now.possible
  })
  if (changed.length === 0) return
  await store.saveCandidates(id, changed)
  const subjects = new Map(range.map((commit) => [commit.hash, commit.subject]))
  for (const now of changed) {
    // That a verdict is still open is no news.
    if (now.verdict === null || now.verdict === 'weak' || now.verdict === before.get(now.hash)?.verdict) continue
    const message = `${now.hash.slice(0, 12)} ("${subjects.get(now.hash)}") is ${now.verdict}: ${now.reason}.`
    await store.addEvent(id, 'verdict', message, { commit: now.hash, verdict: now.verdict })
  }
}

async function storeProgress(
  { store, surroundings }: ControlPorts,
  record: BisectionRecord,
  range: readonly RangeCommit[],
  next: Plan,
): Promise<void> {
  const changes: BisectionChanges = {
    ...(record.state === 'queued' ? { state: 'running', startedAt: surroundings.now() } : {}),
    ...(next.stage !== record.stage ? { stage: next.stage } : {}),
    ...(next.candidatesLeft !== record.candidatesLeft ? { candidatesLeft: next.candidatesLeft } : {}),
    ...(range.length !== record.commits ? { commits: range.length } : {}),
  }
  if (Object.keys(changes).length === 0) return
  await store.update(record.id, changes)
  if (changes.stage) {
    const message = `Stage ${changes.stage}: ${next.candidatesLeft} of ${range.length} commits left.`
    await store.addEvent(record.id, 'stage', message, { stage: changes.stage, candidatesLeft: next.candidatesLeft })
  }
}

async function enqueue(
  ports: ControlPorts,
  record: BisectionRecord,
  tasks: readonly Task[],
  facts: Facts,
): Promise<void> {
  for (const task of tasks) {
    const fault = facts.faults.get(taskKey(task))
    if (fault && fault.count >= FAULTS_BEFORE_PAUSE) {
      const what = `${task.kind === 'build' ? 'Building' : 'Booting'} ${task.revision.commit.slice(0, 12)} for ${task.target.name}`
      return await pause(
        ports,
        record.id,
        `${what} failed ${fault.count} times for reasons of our own: ${fault.lastMessage}`,
      )
    }
    await ports.queue.enqueue(record.id, task, RETRY_DELAYS[fault?.count ?? 0] ?? 60)
  }
}

async function pause({ store }: ControlPorts, id: string, reason: string): Promise<void> {
  await store.update(id, { state: 'paused', pauseReason: reason })
  await store.addEvent(id, 'paused', `Paused. ${reason}`)
}

async function finish(ports: ControlPorts, record: BisectionRecord, result: BisectionResult): Promise<void> {
  const { store, surroundings } = ports
  const body: WebhookBody = {
    type: 'bisection.finished',
    timestamp: surroundings.now().toISOString(),
    data: {
      id: record.id,
      ...describe(ports, record),
      outcome: result.outcome,
      label: result.label,
      reason: result.reason,
      culprit: result.culprit,
      scope: result.scope,
      signature: result.signature,
    },
  }
  // The end is stored last: whoever dies before it does everything again, and each step is known to be done.
  const deliveries = await store.addDeliveries(record.id, body)
  await store.update(record.id, { state: 'finished', stage: 'done', finishedAt: surroundings.now(), result })
  await store.addEvent(record.id, 'finished', result.reason, { outcome: result.outcome })
  for (const delivery of deliveries) await ports.queue.deliver(delivery, 0)
}

async function announceRegression(
  ports: ControlPorts,
  record: BisectionRecord,
  { signature }: NonNullable<Plan['regression']>,
): Promise<void> {
  const { store, surroundings } = ports
  const where = describe(ports, record)
  const body: RegressionFound = {
    type: 'regression.found',
    timestamp: surroundings.now().toISOString(),
    data: { bisectionId: record.id, ...where, signature },
  }
  // Deliveries first and the regression after: both are idempotent, and nothing is lost in between.
  if (record.stage !== 'prepare' && record.stage !== 'ends') return
  for (const delivery of await store.addDeliveries(record.id, body)) await ports.queue.deliver(delivery, 0)
  await store.addRegression(record.id, {
    goodHash: record.good.hash,
    badHash: record.bad.hash,
    targetName: where.target,
    testKind: where.test,
    signature,
  })
}

function describe({ surroundings }: ControlPorts, record: BisectionRecord) {
  return {
    url: surroundings.pageUrl(record.id),
    tree: record.tree.name,
    good: record.good.hash,
    bad: record.bad.hash,
    target: record.targets[0]?.name ?? '',
    test: record.request.test?.kind ?? 'boot',
  }
}
