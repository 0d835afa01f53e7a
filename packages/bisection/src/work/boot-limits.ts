import type { Target } from '@kbisect/contracts'
import type { BisectionRecord, Facts } from '../model/facts.ts'
import type { BootLimits } from '../model/work-ports.ts'

// Before any good boot is known: far more than an emulated boot is silent, and still an answer in
// reasonable time.
const SILENCE_UNKNOWN = 60
// Linux prints a kilobyte or more in each CPU second of an emulated boot; a kernel with all its
// checks on is some times slower.
const PER_BYTE_UNKNOWN = 0.006
const TOTAL_UNKNOWN = 300
// A boot that is silent for several times what good ones took in all is not slow but hung, and so
// is one that prints so much slower.
const FACTOR = 6
const LEAST_SILENCE = 15
// One that prints all the time may take longer, but not for ever.
const TOTAL_FACTOR = 20
const LEAST_TOTAL = 60
const WALL_SECONDS = 600
// A boot with all its checks on prints some hundred KiB, and a printing loop as much in a CPU
// second.
const FLOOD_BYTES = 4 << 20
const FLOOD_BYTES_PER_CPU_SECOND = 64 << 10

/**
 * How long a boot may take on a target, learnt from the boots that passed there. CPU seconds of the
 * emulator do not depend on what else the host does, so they decide. Boots under KVM teach nothing:
 * they are many times cheaper than those on a host without. Several CPUs that spin spend several
 * times as much.
 */
export function bootLimits(
  record: BisectionRecord,
  facts: Facts,
  { key, guest: { cpus = 1 } = {} }: Pick<Target, 'key' | 'guest'>,
): BootLimits {
  const { bootCpuSeconds, bootWallSeconds } = record.request.budget ?? {}
  const good = facts.runs.filter(
    (run) => run.targetKey === key && run.result.kind === 'passed' && run.accelerator === 'tcg',
  )
  const longest = Math.max(0, ...good.map((run) => run.cpuSeconds))
  const perByte = Math.max(0, ...good.map((run) => run.cpuSeconds / Math.max(1, run.logBytes)))
  const longestLog = Math.max(0, ...good.map((run) => run.logBytes))
  const fastest = Math.max(0, ...good.map((run) => run.logBytes / Math.max(1, run.cpuSeconds)))
  const [silence, total] =
    good.length > 0
      ? [Math.max(LEAST_SILENCE * cpus, FACTOR * longest), Math.max(LEAST_TOTAL * cpus, TOTAL_FACTOR * longest)]
      : [SILENCE_UNKNOWN * cpus, TOTAL_UNKNOWN * cpus]
  return {
    cpuSeconds: bootCpuSeconds ?? total,
    silenceCpuSeconds: bootCpuSeconds ?? silence,
    cpuSecondsPerByte: good.length > 0 ? FACTOR * perByte : PER_BYTE_UNKNOWN * cpus,
    wallSeconds: bootWallSeconds ?? WALL_SECONDS,
    flood: {
      bytes: Math.max(FLOOD_BYTES, FACTOR * longestLog),
      bytesPerCpuSecond: Math.max(FLOOD_BYTES_PER_CPU_SECOND, FACTOR * fastest),
    },
  }
}
