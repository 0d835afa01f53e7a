import type { Guest } from '@kbisect/contracts'
import { describe, expect, it } from 'vitest'
import type { BisectionRecord, Facts, RunFact } from '../model/facts.ts'
import { failing, panic, passed } from '../plan/simulated-hosts.fixture.ts'
import { openUseCases } from '../usecases/use-cases.fixture.ts'
import { bootLimits } from './boot-limits.ts'

const run = (more: Partial<RunFact>): RunFact => ({
  revision: { commit: 'c' },
  targetKey: 't',
  attempt: 1,
  result: passed,
  log: 'log',
  logBytes: 10_000,
  command: 'qemu',
  emulator: 'QEMU 7',
  accelerator: 'tcg',
  worker: 'host-1',
  cpuSeconds: 20,
  seconds: 20,
  ...more,
})

async function limits(runs: RunFact[], budget: BisectionRecord['request']['budget'] = {}, guest: Guest = {}) {
  const { start } = openUseCases()
  const record = await start({ budget })
  const facts: Facts = { builds: [], runs, infrastructureErrors: new Map(), overrides: [], reruns: [] }
  return bootLimits(record, facts, { key: 't', guest })
}

describe('how long a boot may take', () => {
  it('is learnt from what passed there: the longest, and the one whose bytes cost most', async () => {
    expect(await limits([run({}), run({ cpuSeconds: 15, logBytes: 3000 })])).toEqual({
      silenceCpuSeconds: 120,
      cpuSeconds: 400,
      cpuSecondsPerByte: 0.03,
      wallSeconds: 600,
      flood: { bytes: 4 << 20, bytesPerCpuSecond: 64 << 10 },
    })
  })

  it('is never less than what a busy host can make of a tiny kernel', async () => {
    const learnt = await limits([run({ cpuSeconds: 0.5, logBytes: 0 })])
    expect(learnt).toMatchObject({ silenceCpuSeconds: 15, cpuSeconds: 60, cpuSecondsPerByte: 3 })
  })

  it('is a default before anything passed: failures, other targets and KVM teach nothing', async () => {
    const others = [run({ result: failing(panic) }), run({ targetKey: 'u' }), run({ accelerator: 'kvm' })]
    const unknown = { silenceCpuSeconds: 60, cpuSeconds: 300, cpuSecondsPerByte: 0.006, wallSeconds: 600 }
    const flood = { bytes: 4 << 20, bytesPerCpuSecond: 64 << 10 }
    expect(await limits(others)).toEqual({ ...unknown, flood })
  })

  it('leaves a target as much console as its good boots printed, several times over', async () => {
    const learnt = await limits([run({ logBytes: 2 << 20, cpuSeconds: 10 }), run({ logBytes: 1 << 20, cpuSeconds: 2 })])
    expect(learnt.flood).toEqual({ bytes: 12 << 20, bytesPerCpuSecond: 3 << 20 })
  })

  it('grows with the CPUs of the guest, where nothing is learnt from them yet', async () => {
    const unknown = { silenceCpuSeconds: 240, cpuSeconds: 1200, cpuSecondsPerByte: 0.024, wallSeconds: 600 }
    expect(await limits([], {}, { cpus: 4 })).toMatchObject(unknown)
    const tiny = [run({ cpuSeconds: 0.5, logBytes: 0 })]
    expect(await limits(tiny, {}, { cpus: 2 })).toMatchObject({ silenceCpuSeconds: 30, cpuSeconds: 120 })
    expect(await limits([run({})], {}, { cpus: 2 })).toMatchObject({ silenceCpuSeconds: 120, cpuSeconds: 400 })
  })

  it('is what the request says', async () => {
    const budget = { bootCpuSeconds: 5, bootWallSeconds: 50 }
    expect(await limits([run({})], budget)).toMatchObject({ silenceCpuSeconds: 5, cpuSeconds: 5, wallSeconds: 50 })
  })
})
