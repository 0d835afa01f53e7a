import { hashOf } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import { compileError, failing, panic } from '../plan/simulated-hosts.fixture.ts'
import { cancelBisection } from './control-bisection.ts'
import { overrideVerdict } from './override-verdict.ts'
import { rerunCandidate } from './rerun-candidate.ts'
import { openUseCases } from './use-cases.fixture.ts'

const ann = { by: 'ann', why: 'the fan was off' }
const c2 = hashOf('c2')

async function finished(more = {}) {
  const cases = openUseCases()
  const { id } = await cases.start(more)
  await cases.runToEnd(id)
  const runsOf = async (name: string) =>
    (await cases.store.facts(id)).runs.filter(({ revision }) => revision.commit === hashOf(name) && !revision.reverted)
  const judge = (name: string, verdict: 'good' | 'bad' | 'skip' | null) =>
    overrideVerdict(cases.ports, id, hashOf(name), { verdict, ...ann })
  const rerun = (name: string, runs: number) =>
    rerunCandidate(cases.ports, id, hashOf(name), { runs, by: 'ann', why: null })
  return { ...cases, id, runsOf, judge, rerun }
}

describe('further runs of a commit', () => {
  it('take up a bisection that was done; it ends as before, says so, and no webhook is told again', async () => {
    const { id, rerun, runsOf, record, runToEnd, eventsOf, deliveries } = await (async () => {
      const cases = await finished()
      return { ...cases, deliveries: cases.store.deliveries }
    })()
    const [before, told] = [(await runsOf('c3')).length, deliveries.size]
    await rerun('c3', 4)
    expect(await record(id)).toMatchObject({ state: 'running', finishedAt: null, result: { outcome: 'culprit' } })
    expect(await runToEnd(id)).toMatchObject({ state: 'finished', finishedAt: expect.any(Date) })
    expect(await runsOf('c3')).toHaveLength(before + 4)
    expect(deliveries.size).toBe(told)
    const [rerunEvent] = eventsOf('rerun')
    expect(rerunEvent).toMatchObject({
      message: `ann wants ${hashOf('c3').slice(0, 12)} ("c3") booted 4 times more.`,
      data: { commit: hashOf('c3'), runs: 4, by: 'ann' },
    })
    expect(eventsOf('finished').at(-1)).toMatchObject({
      message: expect.stringMatching(/^As before: /),
      data: { outcome: 'culprit', changed: false },
    })
  })

  it('are enqueued as asked for by a person, and what the search wants is not', async () => {
    const { id, rerun, queue, advance, start } = await finished()
    await rerun('c3', 2)
    await advance(id)
    expect([...queue.tasks.values()].map(({ task, manual }) => [task.revision.commit, manual])).toEqual([
      [hashOf('c3'), true],
      [hashOf('c3'), true],
    ])
    queue.clear()
    const other = await start({ attach: false })
    await advance(other.id)
    expect([...queue.tasks.values()].map(({ manual }) => manual)).toEqual([false])
  })

  it('asked for twice before the first are made are made for both', async () => {
    const { id, rerun, runsOf, runToEnd } = await finished()
    const before = (await runsOf('c4')).length
    await rerun('c4', 2)
    await rerun('c4', 3)
    await runToEnd(id)
    expect(await runsOf('c4')).toHaveLength(before + 5)
  })

  it('build a commit that was never built, and the good revision counts as one', async () => {
    const { id, rerun, runsOf, runToEnd, store } = await finished()
    const before = (await runsOf('good')).length
    await rerun('good', 1)
    await rerun('c1', 1)
    await runToEnd(id)
    expect(await runsOf('good')).toHaveLength(before + 1)
    expect((await store.facts(id)).builds.some(({ revision }) => revision.commit === hashOf('c1'))).toBe(true)
  })

  it('that change the result are told as another finding', async () => {
    const { id, rerun, runToEnd, hosts, store, eventsOf } = await finished()
    // The parent of the culprit fails as well, from now on.
    const boot = hosts.boot
    hosts.boot = async (task) => (task.source === c2 ? failing(panic) : await boot(task))
    await rerun('c2', 20)
    const { result } = await runToEnd(id)
    expect(result?.culprit?.hash).not.toBe(hashOf('c3'))
    const told = [...store.deliveries.values()].filter(({ body }) => body.type === 'bisection.finished')
    expect(told).toHaveLength(2)
    expect(eventsOf('finished').at(-1)?.data).toMatchObject({ changed: true })
    expect(eventsOf('finished').at(-1)?.message).toContain('Before: ')
  })

  it('are refused for what is not there, does not build, is only built, or was cancelled', async () => {
    const cases = await finished()
    await expect(cases.rerun('elsewhere', 1)).rejects.toMatchObject({ name: 'NotFoundError' })
    await expect(rerunCandidate(cases.ports, 'gone', c2, { runs: 1, ...ann })).rejects.toThrow('there is no bisection')
    cases.hosts.build = async ({ source }) =>
      source === hashOf('c1') ? { result: 'failed', signature: compileError, files: {} } : undefined
    await cases.rerun('c1', 1)
    await cases.runToEnd(cases.id)
    await expect(cases.rerun('c1', 1)).rejects.toThrow('does not build')
    const built = await finished({ test: { kind: 'build' } })
    await expect(built.rerun('c2', 1)).rejects.toThrow('is the build itself')
  })
})

describe('a verdict that a person sets', () => {
  it('sends a finished bisection elsewhere when it is wrong, and taking it back brings it home', async () => {
    const { id, judge, runToEnd, record, eventsOf } = await finished()
    await judge('c3', 'good')
    expect(await record(id)).toMatchObject({ state: 'running' })
    const misled = (await runToEnd(id)).result
    expect(misled).toMatchObject({ culprit: { hash: hashOf('c4') }, label: 'probable' })
    await judge('c3', null)
    expect((await runToEnd(id)).result).toMatchObject({ culprit: { hash: hashOf('c3') }, label: 'confirmed' })
    expect(eventsOf('override').map(({ message }) => message)).toEqual([
      `ann sets ${hashOf('c3').slice(0, 12)} ("c3") to good: the fan was off.`,
      `ann takes back that ${hashOf('c3').slice(0, 12)} ("c3") is good: the fan was off.`,
    ])
  })

  it('that takes the proof from a culprit makes it probable, and subscribers hear of that', async () => {
    const { id, judge, runToEnd, store } = await finished()
    await judge('c3', 'bad')
    expect((await runToEnd(id)).result).toMatchObject({ culprit: { hash: hashOf('c3') }, label: 'probable' })
    const labels = [...store.deliveries.values()].flatMap(({ body }) =>
      body.type === 'regression.bisected' ? [body.data.label] : [],
    )
    expect(labels).toEqual(['confirmed', 'probable'])
  })

  it('that is set and taken back twice notifies of each change, so that the last message is the result that stands', async () => {
    const { id, judge, runToEnd, store } = await finished()
    for (const verdict of ['bad', null, 'bad', null] as const) {
      await judge('c3', verdict)
      await runToEnd(id)
    }
    const labels = [...store.deliveries.values()].flatMap(({ body }) =>
      body.type === 'regression.bisected' ? [body.data.label] : [],
    )
    expect(labels).toEqual(['confirmed', 'probable', 'confirmed', 'probable', 'confirmed'])
  })

  it('that is no news does nothing', async () => {
    const { id, judge, record, store } = await finished()
    const events = store.events.length
    await judge('c2', null)
    expect((await record(id)).state).toBe('finished')
    expect(store.events).toHaveLength(events)
  })

  it('may be set while the search goes on, but not before the range is known', async () => {
    const { start, ports, advance, runToEnd } = openUseCases()
    const { id } = await start()
    const judge = (name: string) => overrideVerdict(ports, id, hashOf(name), { verdict: 'good', ...ann })
    await expect(judge('c1')).rejects.toMatchObject({ name: 'ConflictError', message: /being read/ })
    await advance(id)
    await judge('c1')
    await expect(judge('good')).rejects.toMatchObject({ name: 'NotFoundError', message: /only those/ })
    expect((await runToEnd(id)).result?.reason).toContain('is good (ann)')
  })

  it('is refused by one that was cancelled; cancelling one that was reopened keeps its result', async () => {
    const { start, ports, advance, record } = openUseCases()
    const { id } = await start()
    await advance(id)
    await cancelBisection(ports, id)
    const judge = () => overrideVerdict(ports, id, c2, { verdict: 'bad', ...ann })
    await expect(judge()).rejects.toThrow('is being cancelled')
    await advance(id)
    await expect(judge()).rejects.toThrow('was cancelled; retry it')
    const done = await finished()
    await done.judge('c3', 'good')
    await cancelBisection(done.ports, done.id)
    await done.advance(done.id)
    expect(await done.record(done.id)).toMatchObject({
      ...{ state: 'finished', cancelRequested: false },
      result: { outcome: 'culprit', culprit: { hash: hashOf('c3') } },
    })
    expect((await record(id)).result?.outcome).toBe('cancelled')
  })
})
