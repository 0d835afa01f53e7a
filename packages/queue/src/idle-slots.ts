import type { Architecture, WorkerPresence } from '@kbisect/contracts'
import { hostOf } from './worker-name.ts'

export interface Slots {
  readonly build: number
  readonly boot: number
}

/**
 * Idle slots, and the hosts that can boot, whatever they do now; those known to be unable left out.
 */
export interface IdleSlots extends Slots {
  readonly hosts: readonly string[]
}

/** An active build or boot: what it is, and the name of the worker that has it. */
export interface Busy {
  readonly kind: 'build' | 'boot'
  readonly worker: string
}

/** Hosts that cannot do what a bisection wants, though they serve its architecture. */
export type UnableHosts = Readonly<Record<Busy['kind'], readonly string[]>>

/**
 * Those of an architecture's workers that can do it; all of them where none can, so that it is
 * tried, and found out why not.
 */
function ableWorkers(
  kind: Busy['kind'],
  architecture: Architecture,
  workers: readonly WorkerPresence[],
  unable: readonly string[],
): ReadonlySet<WorkerPresence> {
  const serving = workers.filter((worker) => worker[kind].includes(architecture))
  const able = serving.filter(({ name, slots }) => slots[kind] > 0 && !unable.includes(hostOf(name)))
  return new Set(able.length > 0 ? able : serving)
}

/**
 * The slots for an architecture that do nothing, less what waits for them. A host that does
 * anything at all has no idle build slot, because the next step of a candidate usually follows
 * where the last one was; its boot slots count one by one. `active` knows of a job from the moment
 * it was fetched, the worker's own word also of one that was taken from it: the larger counts.
 */
export function idleSlots(
  architecture: Architecture,
  workers: readonly WorkerPresence[],
  active: readonly Busy[],
  waiting: Slots,
  unable: UnableHosts = { build: [], boot: [] },
): Slots {
  let build = 0
  let boot = 0
  const builders = ableWorkers('build', architecture, workers, unable.build)
  const booters = ableWorkers('boot', architecture, workers, unable.boot)
  for (const worker of workers) {
    const { name, slots, busy } = worker
    const held = (kind: Busy['kind']) =>
      Math.max(busy[kind], active.filter((job) => job.kind === kind && job.worker === name).length)
    const booting = held('boot')
    if (builders.has(worker) && held('build') + booting === 0) build += slots.build
    if (booters.has(worker)) boot += Math.max(0, slots.boot - booting)
  }
  return { build: Math.max(0, build - waiting.build), boot: Math.max(0, boot - waiting.boot) }
}

/**
 * Hosts that live and have slots for builds, or boots, of an architecture, whatever they do now.
 */
export function hostsFor(kind: Busy['kind'], architecture: Architecture, workers: readonly WorkerPresence[]): string[] {
  const able = workers.filter((worker) => worker[kind].includes(architecture) && worker.slots[kind] > 0)
  return [...new Set(able.map(({ name }) => hostOf(name)))].sort()
}
