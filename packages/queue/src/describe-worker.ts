import type { Architecture, WorkerPresence } from '@kbisect/contracts'
import { describeJob } from './active-job.ts'
import type { Job } from './job.ts'
import type { StartWorkerOptions } from './worker-options.ts'

/**
 * What a worker says of itself: what it can do, and what it does now. One that closes, or may begin
 * nothing, has no slots.
 */
export function describeWorker(
  name: string,
  { roles: { coordinator, build = [], boot = [] }, toolchains = [], buildSlots, bootSlots }: StartWorkerOptions,
  jobs: readonly Job[],
  resting: boolean,
): Omit<WorkerPresence, 'seenAt'> {
  const has = { coordinator, build: build.length > 0, boot: boot.length > 0 }
  const roles = (['coordinator', 'build', 'boot'] as const).filter((role) => has[role])
  const slotsOf = (served: readonly Architecture[], slots: number) => (served.length > 0 && !resting ? slots : 0)
  const busyWith = (kind: 'build' | 'boot') => jobs.filter((job) => job.kind === kind).length
  return {
    name,
    roles,
    build: [...build],
    boot: [...boot],
    toolchains: [...toolchains],
    jobs: jobs.map(describeJob),
    slots: { build: slotsOf(build, buildSlots), boot: slotsOf(boot, bootSlots) },
    busy: { build: busyWith('build'), boot: busyWith('boot') },
  }
}
