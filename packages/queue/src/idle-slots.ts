import type { Architecture, WorkerPresence } from '@kbisect/contracts'
import { hostOf } from './worker-name.ts'

export interface Slots {
  readonly build: number
  readonly boot: number
}

/** Idle slots, and the hosts that can boot at all, whatever they do now. */
export interface IdleSlots extends Slots {
  readonly hosts: readonly string[]
}

/** An active build or boot: what it is, and the name of the worker that has it. */
export interface Busy {
  readonly kind: 'build' | 'boot'
  readonly worker: string
}

/**
 * The slots for an architecture that do nothing, less what waits for them. A host that does anything at all has no idle build slot,
 * because the next step of a candidate usually follows where the last one was; its boot slots count one by one.
 * `active` knows of a job from the moment it was fetched, the worker's own word also of one that was taken from it: the larger counts.
 */
export function idleSlots(
  architecture: Architecture,
  workers: readonly WorkerPresence[],
  active: readonly Busy[],
  waiting: Slots,
): Slots {
  let build = 0
  let boot = 0
  for (const { name, slots, busy, ...worker } of workers) {
    const held = (kind: Busy['kind']) =>
      Math.max(busy[kind], active.filter((job) => job.kind === kind && job.worker === name).length)
    const booting = held('boot')
    if (worker.build.includes(architecture) && held('build') + booting === 0) build += slots.build
    if (worker.boot.includes(architecture)) boot += Math.max(0, slots.boot - booting)
  }
  return { build: Math.max(0, build - waiting.build), boot: Math.max(0, boot - waiting.boot) }
}

/** Hosts that live and can boot the architecture, whatever they do now. */
export function bootHosts(architecture: Architecture, workers: readonly WorkerPresence[]): string[] {
  const able = workers.filter(({ boot, slots }) => boot.includes(architecture) && slots.boot > 0)
  return [...new Set(able.map(({ name }) => hostOf(name)))].sort()
}
