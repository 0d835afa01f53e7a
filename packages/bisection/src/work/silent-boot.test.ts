import type { RunResult } from '@kbisect/verdict'
import { describe, expect, it } from 'vitest'
import { type Task, taskKey } from '../model/facts.ts'
import { failing, panic, passed } from '../plan/simulated-hosts.fixture.ts'
import { openUseCases } from '../usecases/use-cases.fixture.ts'
import { isSilenceBelieved, lacksKernelLine } from './silent-boot.ts'

const silent: RunResult = {
  kind: 'failed',
  stage: 'none',
  signature: { kind: 'silence', place: 'none', text: 'silence: before any output' },
}
const reset: RunResult = {
  kind: 'failed',
  stage: 'emulator',
  signature: { kind: 'reboot', place: 'emulator', text: "reboot: before the kernel's first line" },
}

const alone = (worker: string) => ({ worker, others: [] })

/** A bisection whose bad revision is built and whose boots show what they are told. */
async function booting(...shown: RunResult[]) {
  const cases = openUseCases()
  const { id } = await cases.start()
  await cases.advance(id)
  await cases.performNext(id)
  await cases.advance(id)
  const [first] = cases.queue.tasks.values()
  if (first?.task.kind !== 'boot') throw new Error('the bad revision is not to be booted')
  cases.hosts.boot = async () => shown.shift() ?? passed
  const { task } = first
  const known = async () => {
    const { runs, infrastructureErrors } = await cases.store.facts(id)
    return {
      runs: runs.map(({ result }) => result),
      faults: [...infrastructureErrors.values()].flat().map(({ code }) => code),
    }
  }
  return { ...cases, id, task, known }
}

describe('a boot without a line of the kernel', () => {
  it.each([silent, reset])(
    'is a fault of our own the first time, and the kernel’s the second time ($stage)',
    async (signal) => {
      const { id, task, perform, known } = await booting(signal, signal)
      await perform(id, task)
      expect(await known()).toEqual({ runs: [], faults: ['no-kernel-line'] })
      await perform(id, task)
      expect(await known()).toEqual({ runs: [signal], faults: ['no-kernel-line'] })
    },
  )

  it('is believed at once when another one of the same kernel was', async () => {
    const { id, task, perform, known } = await booting(silent, reset, silent)
    await perform(id, task)
    await perform(id, task)
    await perform(id, { ...task, attempt: 2 } as Task)
    expect(await known()).toEqual({ runs: [reset, silent], faults: ['no-kernel-line'] })
  })

  it('of another kernel is doubted again', async () => {
    const { id, task, perform, store } = await booting(silent, silent)
    await perform(id, task)
    await perform(id, task)
    const other = { ...task, revision: { commit: 'f'.repeat(40) } } as Task
    expect(isSilenceBelieved(await store.facts(id), other, alone('host-1'))).toBe(false)
  })

  it('is believed only the third time of a kernel that spoke in another boot', async () => {
    const { id, task, perform, known } = await booting(passed, silent, silent, silent)
    await perform(id, task)
    const next = { ...task, attempt: 2 } as Task
    for (const runs of [[passed], [passed], [passed, silent]]) {
      await perform(id, next)
      expect((await known()).runs).toEqual(runs)
    }
  })

  it('is not believed of a host that never showed anything, though another found kernels silent', async () => {
    const { id, task, perform, store } = await booting(silent, silent)
    await perform(id, task)
    await perform(id, task)
    const facts = await store.facts(id)
    const next = { ...task, attempt: 2 } as Task
    expect(isSilenceBelieved(facts, next, alone('host-1'))).toBe(true)
    expect(isSilenceBelieved(facts, next, alone('host-2'))).toBe(false)
  })

  it('is not believed for what happened on another target or in another way', async () => {
    const { id, task, perform, known, store } = await booting(failing(panic), silent)
    await perform(id, task)
    const [run] = (await store.facts(id)).runs
    if (run) await store.addRun(id, { ...run, targetKey: 'another', result: silent })
    await perform(id, { ...task, attempt: 2 } as Task)
    expect((await known()).faults).toEqual(['no-kernel-line'])
  })

  it('is told with what was seen, for how long, and by which emulator', async () => {
    const { id, task, perform, eventsOf } = await booting(silent)
    await perform(id, task)
    expect(eventsOf('infrastructure-error')[0]?.message).toMatch(
      /^host-1: the console showed nothing of a kernel in 11 bytes, the last "console.log", for 1\.0 s \(1\.0 CPU seconds\), in QEMU 7 with tcg\. Hint: /,
    )
  })

  it('leads to the culprit for one boot more of each kernel that is really silent', async () => {
    const { start, runToEnd, hosts, eventsOf } = openUseCases()
    const { boot } = hosts
    const silentOnes = new Set<string>()
    hosts.boot = async (task) => {
      if ((await boot(task)).kind === 'passed') return passed
      silentOnes.add(task.source)
      return silent
    }
    const { id } = await start()
    expect(await runToEnd(id)).toMatchObject({ result: { label: 'confirmed' } })
    expect(eventsOf('infrastructure-error')).toHaveLength(silentOnes.size)
  })

  it('that passed by chance on the second try was never the kernel’s failure', async () => {
    const { start, runToEnd, hosts, eventsOf } = openUseCases()
    const { boot } = hosts
    const tried = new Set<string>()
    hosts.boot = async (task) => {
      if (tried.has(task.source)) return await boot(task)
      tried.add(task.source)
      return silent
    }
    const { id } = await start()
    expect(await runToEnd(id)).toMatchObject({ result: { label: 'confirmed', findings: [] } })
    expect(eventsOf('infrastructure-error')).toHaveLength(tried.size)
  })
})

describe('where another living host could boot the kernel, a boot without a line of the kernel', () => {
  /** The bad revision is silent on each host; the hosts named boot it one after the other. */
  async function silentOn(...names: string[]) {
    const cases = await booting(...names.map(() => silent))
    cases.queue.living = ['host-1', 'host-2']
    for (const name of names) {
      cases.hosts.name = name
      await cases.perform(cases.id, cases.task)
    }
    return cases
  }

  it('never counts on the word of one host, however often it repeats it', async () => {
    const { known } = await silentOn('host-1', 'host-1', 'host-1')
    expect(await known()).toEqual({ runs: [], faults: ['no-kernel-line', 'no-kernel-line', 'no-kernel-line'] })
  })

  it('pauses the bisection after five times on one host, which the reason names', async () => {
    const cases = await silentOn('host-1')
    cases.hosts.boot = async () => silent
    const { state, pauseReason, result } = await cases.runToEnd(cases.id)
    expect({ state, result }).toEqual({ state: 'paused', result: null })
    expect(pauseReason).toMatch(/failed 5 times with infrastructure errors, on host-1 \(no-kernel-line\)/)
  })

  it('counts when a second host shows it', async () => {
    const { known } = await silentOn('host-1', 'host-2')
    expect(await known()).toEqual({ runs: [silent], faults: ['no-kernel-line'] })
  })

  it('counts at once in a further boot of a kernel that two hosts found silent', async () => {
    const { id, task, perform, hosts, known } = await silentOn('host-1', 'host-2')
    hosts.boot = async () => silent
    await perform(id, { ...task, attempt: 2 } as Task)
    expect(await known()).toEqual({ runs: [silent, silent], faults: ['no-kernel-line'] })
  })

  it('of a kernel that one host alone found silent while it was the only one is asked of the second host', async () => {
    const { id, task, perform, queue, known, hosts } = await booting(silent, silent, silent, silent)
    await perform(id, task)
    await perform(id, task)
    expect((await known()).runs).toEqual([silent])
    queue.living = ['host-1', 'host-2']
    const next = { ...task, attempt: 2 } as Task
    await perform(id, next)
    expect((await known()).runs).toEqual([silent])
    hosts.name = 'host-2'
    await perform(id, next)
    expect((await known()).runs).toEqual([silent, silent])
  })

  it('of a kernel that spoke counts the third time only if another host shows it too', async () => {
    const { id, task, perform, queue, known, hosts } = await booting(passed, silent, silent, silent, silent)
    queue.living = ['host-1', 'host-2']
    await perform(id, task)
    const next = { ...task, attempt: 2 } as Task
    for (let count = 0; count < 3; count++) await perform(id, next)
    expect((await known()).runs).toEqual([passed])
    hosts.name = 'host-2'
    await perform(id, next)
    expect((await known()).runs).toEqual([passed, silent])
  })

  it('counts the second time on one host when the other one has another emulator', async () => {
    const { id, task, perform, store, queue, known } = await booting(silent, silent)
    queue.living = ['host-1', 'host-2']
    const differs = { code: 'emulator-differs', message: 'QEMU 8', worker: 'host-2', task: taskKey(task) }
    await store.addInfrastructureError(id, differs, { events: [] })
    await perform(id, task)
    await perform(id, task)
    expect((await known()).runs).toEqual([silent])
  })

  it('does not count when the other host is missing for a moment', async () => {
    const { id, task, perform, queue, known, hosts } = await booting(silent)
    await perform(id, task)
    queue.living = ['host-1', 'host-2']
    hosts.boot = async () => {
      queue.living = ['host-1']
      return silent
    }
    await perform(id, task)
    expect(await known()).toEqual({ runs: [], faults: ['no-kernel-line', 'no-kernel-line'] })
  })
})

describe('a line of the kernel', () => {
  it.each<[RunResult, boolean]>([
    [silent, true],
    [reset, true],
    [failing(panic), false],
    [passed, false],
    [{ kind: 'failed', stage: 'kernel', signature: { kind: 'hang', text: 'hang' } }, false],
    [{ kind: 'failed', stage: 'emulator', signature: { kind: 'console-match', text: '/SeaBIOS/ appeared' } }, false],
    [{ kind: 'failed', stage: 'emulator', signature: { kind: 'flood', text: 'flood' } }, true],
  ])('is missing from %j: %s', (signal, missing) => {
    expect(lacksKernelLine(signal)).toBe(missing)
  })
})
