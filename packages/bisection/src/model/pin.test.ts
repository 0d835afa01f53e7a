import { describe, expect, it } from 'vitest'
import { openUseCases } from '../usecases/use-cases.fixture.ts'
import { type Task, taskKey } from './facts.ts'
import { EnvironmentDiffers, type Pin, requirePinned } from './pin.ts'

const gcc12 = { id: 'c'.repeat(64), version: 'gcc (Debian 12.2.0-14) 12.2.0' }
const gcc11 = { id: 'b'.repeat(64), version: 'gcc (Debian 11.3.0-12) 11.3.0' }

/** A bisection on two hosts with different compilers, whose first tasks are enqueued. */
async function started() {
  const cases = openUseCases()
  cases.hosts.toolchain = gcc12
  cases.queue.slots = { build: 2, boot: 2 }
  cases.queue.living = ['host-1', 'host-2']
  const { id } = await cases.start()
  await cases.advance(id)
  const tasksOf = (kind: Task['kind']) =>
    [...cases.queue.tasks.values()].map(({ task }) => task).filter((task) => task.kind === kind)
  const faultsOf = async (task: Task) => (await cases.store.facts(id)).infrastructureErrors.get(taskKey(task)) ?? []
  /** Has a host do a task, as one that has just this. */
  const on = async (name: string, task: Task, has: Partial<typeof cases.hosts>) => {
    const before = { ...cases.hosts }
    Object.assign(cases.hosts, { name, ...has })
    await cases.perform(id, task)
    Object.assign(cases.hosts, before)
  }
  return { ...cases, id, tasksOf, faultsOf, on }
}

const firstOf = (tasks: readonly Task[]): Task => {
  const [task] = tasks
  if (!task) throw new Error('no task is there')
  return task
}

describe('a build by another compiler than the first one', () => {
  it('is refused before the sources are checked out, with what each host has', async () => {
    const { id, on, tasksOf, faultsOf, store, hosts } = await started()
    const [first, second] = tasksOf('build')
    if (!first || !second) throw new Error('two builds were expected')
    await on('host-1', first, {})
    hosts.build = async () => {
      throw new Error('it was built all the same')
    }
    await on('host-2', second, { toolchain: gcc11 })
    const { builds } = await store.facts(id)
    expect(builds.map(({ toolchainId }) => toolchainId)).toEqual([gcc12.id])
    expect(await faultsOf(second)).toMatchObject([{ code: 'toolchain-differs', worker: 'host-2' }])
    const [fault] = await faultsOf(second)
    expect(fault?.message).toMatch(/^host-2 builds with gcc \(Debian 11.*made with gcc \(Debian 12.*on host-1/)
    expect(fault?.message).toContain('kbisect resume ID --repin')
  })

  it('is not stored either when the first one was stored while it lasted', async () => {
    const { id, on, tasksOf, faultsOf, store, hosts } = await started()
    const [first, second] = tasksOf('build')
    if (!first || !second) throw new Error('two builds were expected')
    const { build } = hosts
    hosts.build = async () => {
      hosts.build = build
      await on('host-1', first, { toolchain: gcc12 })
      return { toolchainId: gcc11.id, toolchain: gcc11.version }
    }
    await on('host-2', second, { toolchain: gcc11 })
    expect((await store.facts(id)).builds.map(({ worker }) => worker)).toEqual(['host-1'])
    expect(await faultsOf(second)).toMatchObject([{ code: 'toolchain-differs' }])
  })

  it('is not refused for another target, which has a pin of its own', async () => {
    const { store, id } = await started()
    const [arm64, arm] = ['arm64', 'arm'].map(
      (targetKey): Pin => ({ targetKey, kind: 'toolchain', value: gcc12.id, words: gcc12.version, worker: 'host-1' }),
    ) as [Pin, Pin]
    requirePinned([arm64], [{ ...arm, value: gcc11.id }])
    expect(() => requirePinned([arm64], [{ ...arm64, value: gcc11.id }])).toThrow(EnvironmentDiffers)
    expect(await store.pins(id)).toEqual([])
  })

  it('whose compiler says the same, but not its assembler, is told apart by the id', () => {
    const pin: Pin = { targetKey: 'k', kind: 'toolchain', value: gcc12.id, words: gcc12.version, worker: 'host-1' }
    expect(() => requirePinned([pin], [{ ...pin, value: gcc11.id, worker: 'host-2' }])).toThrow(
      /host-2 builds with gcc .* \(id b{12}\); .*the same with other parts \(id c{12}\)/,
    )
  })
})

describe('a run', () => {
  async function withImage() {
    const cases = await started()
    await cases.on('host-1', firstOf(cases.tasksOf('build')), {})
    cases.queue.clear()
    await cases.advance(cases.id)
    const [first] = cases.tasksOf('boot')
    if (first?.kind !== 'boot') throw new Error('a boot was expected')
    return { ...cases, first, second: { ...first, attempt: first.attempt + 1 } }
  }

  it('by another version of the emulator than the first one is refused before it boots', async () => {
    const { on, first, second, faultsOf, hosts, store, id } = await withImage()
    await on('host-1', first, {})
    hosts.boot = async () => {
      throw new Error('it was booted all the same')
    }
    await on('host-2', second, { emulator: { version: 'QEMU 8', kvm: false } })
    expect(await faultsOf(second)).toMatchObject([{ code: 'emulator-differs', worker: 'host-2' }])
    expect((await store.facts(id)).runs).toHaveLength(1)
  })

  it('is made without KVM on a host that has it, when the first one was', async () => {
    const { on, first, second, store, id } = await withImage()
    await on('host-1', first, {})
    await on('host-2', second, { emulator: { version: 'QEMU 7', kvm: true } })
    expect((await store.facts(id)).runs.map(({ accelerator, worker }) => [accelerator, worker])).toEqual([
      ['tcg', 'host-1'],
      ['tcg', 'host-2'],
    ])
  })

  it('is left to others by a host without KVM, when the first one was made with it', async () => {
    const { on, first, second, faultsOf, store, id } = await withImage()
    await on('host-1', first, { emulator: { version: 'QEMU 7', kvm: true } })
    await on('host-2', second, {})
    expect((await store.facts(id)).runs.map(({ accelerator }) => accelerator)).toEqual(['kvm'])
    expect(await faultsOf(second)).toMatchObject([{ code: 'accelerator-differs', worker: 'host-2' }])
  })

  it('that began with KVM while the first one was stored without is made again without', async () => {
    const { on, first, second, faultsOf, hosts, store, id } = await withImage()
    const { boot } = hosts
    let boots = 0
    hosts.boot = async (task) => {
      boots++
      if (boots === 1) await on('host-1', first, { boot, emulator: { version: 'QEMU 7', kvm: false } })
      return await boot(task)
    }
    await on('host-2', second, { emulator: { version: 'QEMU 7', kvm: true } })
    expect(boots).toBe(2)
    expect((await store.facts(id)).runs.map(({ accelerator }) => accelerator)).toEqual(['tcg', 'tcg'])
    expect(await faultsOf(second)).toEqual([])
  })

  it('of a build that was forgotten meanwhile is not stored', async () => {
    const { on, first, hosts, store, id, eventsOf } = await withImage()
    const { boot } = hosts
    hosts.boot = async (task) => {
      await store.repin(id, [{ targetKey: first.target.key, kind: 'toolchain' }])
      return await boot(task)
    }
    await on('host-1', first, {})
    expect((await store.facts(id)).runs).toEqual([])
    expect(await store.pins(id)).toEqual([])
    expect(eventsOf('run-finished')).toEqual([])
  })
})
