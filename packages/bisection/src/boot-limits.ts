import type { BisectionRecord, Facts } from './facts.ts'
import type { BootLimits } from './work-ports.ts'

// Before any good boot is known: far more than an emulated boot to userspace takes, and still an answer in reasonable time.
const CPU_SECONDS_UNKNOWN = 60
// A boot that spends several times what good ones took is not slow but hung.
const FACTOR = 6
const LEAST_CPU_SECONDS = 15
const WALL_SECONDS = 600

/**
 * How long a boot may take on a target. CPU seconds of the emulator do not depend on what else the host does, so they decide; they
 * are taken from the boots that passed there. Boots under KVM teach nothing: they are many times cheaper than those on a host without.
 */
export function bootLimits(record: BisectionRecord, facts: Facts, targetKey: string): BootLimits {
  const { bootCpuSeconds, bootWallSeconds } = record.request.budget ?? {}
  const good = facts.runs
    .filter((run) => run.targetKey === targetKey && run.signal.kind === 'passed' && run.accelerator === 'tcg')
    .map((run) => run.cpuSeconds)
  const learnt = good.length > 0 ? Math.max(LEAST_CPU_SECONDS, FACTOR * Math.max(...good)) : CPU_SECONDS_UNKNOWN
  return { cpuSeconds: bootCpuSeconds ?? learnt, wallSeconds: bootWallSeconds ?? WALL_SECONDS }
}
