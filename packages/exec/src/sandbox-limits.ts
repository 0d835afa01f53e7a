import { cgroupPlace } from './cgroup.ts'
import { systemCallFilter } from './seccomp-filter.ts'
import { completeLimits, sharedMemoryBytes } from './task-limits.ts'

/** What holds code under test on this machine, for a person who looks after it. */
export interface SandboxLimits {
  /** `cgroup`: each task as a whole; `rlimit`: only each of its processes, and their number. */
  readonly by: 'cgroup' | 'rlimit'
  /** Of one task. */
  readonly memoryBytes: number
  /** Of all tasks together; absent without cgroups. */
  readonly sharedMemoryBytes?: number
  readonly processes: number
  /** Whether system calls are filtered. */
  readonly filter: boolean
}

/** Looks at what this process may limit, and makes its place for cgroups. */
export function sandboxLimits(): SandboxLimits {
  const place = cgroupPlace()
  return {
    by: place ? 'cgroup' : 'rlimit',
    ...completeLimits(),
    ...(place ? { sharedMemoryBytes: sharedMemoryBytes() } : {}),
    filter: systemCallFilter() !== undefined,
  }
}
