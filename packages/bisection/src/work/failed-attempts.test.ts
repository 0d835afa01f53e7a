import type { Target } from '@kbisect/contracts'
import { hashOf } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import { ConflictError } from '../model/errors.ts'
import { type InfrastructureErrorFact, type Task, taskKey } from '../model/facts.ts'
import { resumeBisection } from '../usecases/control-bisection.ts'
import { openUseCases } from '../usecases/use-cases.fixture.ts'
import { describeAttempts, failedAttempts } from './failed-attempts.ts'

const target = { key: 'k1', name: 'arm64' } as Target
const build = (commit: string): Task => ({ kind: 'build', revision: { commit }, target })
const differs = (worker: string, code = 'toolchain-differs'): InfrastructureErrorFact => ({
  ...{ code, worker, message: `${worker} has gcc ${worker}. Hint: start gcc 12.` },
})
const full = (worker: string): InfrastructureErrorFact => ({ code: 'disk-full', worker, message: 'disk full' })
const faultsOf = (lists: readonly (readonly [Task, readonly InfrastructureErrorFact[]])[]) => ({
  infrastructureErrors: new Map(lists.map(([task, list]) => [taskKey(task), list])),
})

describe('that hosts have another compiler', () => {
  it('never counts while a host lives that is not known to', () => {
    const facts = faultsOf([[build('c1'), ['a', 'b', 'c', 'd', 'e', 'f'].map((worker) => differs(worker))]])
    const able = failedAttempts(facts, build('c1'), ['a', 'b', 'c', 'd', 'e', 'f', 'able'])
    expect(able).toEqual({ counted: [], avoid: ['a', 'b', 'c', 'd', 'e', 'f'] })
    expect(failedAttempts(facts, build('c1'), ['a', 'b']).counted).toHaveLength(6)
  })

  it('does not forgive other errors', () => {
    const facts = faultsOf([[build('c1'), [differs('a'), full('able'), full('able')]]])
    expect(failedAttempts(facts, build('c1'), ['a', 'able']).counted.map(({ code }) => code)).toEqual([
      'disk-full',
      'disk-full',
    ])
  })

  it('is remembered for the other builds of the target, and not for boots or other targets', () => {
    const facts = faultsOf([[build('c1'), [differs('a'), full('b')]]])
    expect(failedAttempts(facts, build('c2'), ['a', 'b'])).toEqual({ counted: [], avoid: ['a'] })
    const boot: Task = { ...build('c2'), kind: 'boot', attempt: 1 }
    expect(failedAttempts(facts, boot, ['a', 'b']).avoid).toEqual([])
    const other: Task = { ...build('c2'), target: { ...target, key: 'k2' } }
    expect(failedAttempts(facts, other, ['a', 'b']).avoid).toEqual([])
  })

  it('is said of each of them when the bisection pauses, with what to do once', () => {
    const words = describeAttempts(build('c1'), [differs('a'), differs('b'), differs('a')])
    expect(words).toBe(
      'Building c1 for arm64 failed 3 times with infrastructure errors, on a, b (toolchain-differs): a has gcc a. b has gcc b. Hint: start gcc 12.',
    )
  })
})

describe('a host whose compiler is upgraded in the middle of a search', () => {
  const gcc13 = { id: '13', version: 'gcc 13.2.0' }

  /** Paused because the one host has another compiler since the good revision was built. */
  async function upgraded() {
    const cases = openUseCases()
    const { id } = await cases.start()
    const { build } = cases.hosts
    let builds = 0
    cases.hosts.build = async (task) => {
      builds++
      if (builds === 2) cases.hosts.toolchain = gcc13
      return await build(task)
    }
    const end = await cases.runToEnd(id)
    return { ...cases, id, end }
  }

  it('pauses it after five attempts, and says what is there and what is needed', async () => {
    const { end, eventsOf } = await upgraded()
    expect(end.state).toBe('paused')
    expect(end.pauseReason).toMatch(/5 times.*host-1 \(toolchain-differs\): host-1 builds with gcc 13.2.0.*gcc 12.2.0/)
    expect(eventsOf('infrastructure-error')).toHaveLength(5)
  })

  it('goes on from the start with the new compiler when it is resumed with repin', async () => {
    const { ports, id, store, runToEnd, eventsOf } = await upgraded()
    await resumeBisection(ports, id, true)
    expect(eventsOf('resumed')[0]?.message).toMatch(/^Resumed\. All builds and runs for arm64 are made again/)
    expect(await store.facts(id)).toMatchObject({ builds: [], runs: [] })
    expect((await runToEnd(id)).result?.culprit?.hash).toBe(hashOf('c3'))
    const compilers = (await store.facts(id)).builds.map(({ toolchainId }) => toolchainId)
    expect(new Set(compilers)).toEqual(new Set(['13']))
  })

  it('pauses it again when it is resumed without', async () => {
    const { ports, id, runToEnd } = await upgraded()
    await resumeBisection(ports, id)
    expect(await runToEnd(id)).toMatchObject({ state: 'paused' })
  })
})

it('repin is refused where no host differs', async () => {
  const cases = openUseCases()
  const { id } = await cases.start()
  cases.hosts.build = async () => {
    throw new Error('disk full')
  }
  await cases.runToEnd(id)
  await expect(resumeBisection(cases.ports, id, true)).rejects.toThrow(ConflictError)
  expect(await cases.record(id)).toMatchObject({ state: 'paused' })
})
