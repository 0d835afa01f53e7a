import { availableParallelism, totalmem } from 'node:os'

/**
 * What a sandboxed command may take of the machine; what is left out has a default that fits the
 * machine.
 */
export interface TaskLimits {
  /**
   * Of all its processes together; where there is no cgroup, each may have an address space of
   * twice as much.
   */
  readonly memoryBytes?: number
  /** And threads. */
  readonly processes?: number
  /**
   * Cores that it may keep busy. Default: as many as there are. Without a cgroup there is no such
   * limit.
   */
  readonly cpus?: number
}

const GIB = 2 ** 30
const LEAST_BYTES = 256 << 20

/** Memory of this machine, or of the container that we are in. */
function machineBytes(): number {
  const constrained = process.constrainedMemory() ?? 0
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}

/**
 * What all tasks of this machine may take together: the rest is for the service, its databases and
 * the system.
 */
export function sharedMemoryBytes(machine = machineBytes()): number {
  return Math.max(LEAST_BYTES, Math.floor(machine - Math.max(machine / 8, Math.min(GIB, machine / 4))))
}

/**
 * A task's limits with the defaults filled in. A large link needs much memory, and each of many
 * compilers a few processes.
 */
export function completeLimits(limits: TaskLimits = {}, machine = machineBytes()): Required<Omit<TaskLimits, 'cpus'>> {
  return {
    memoryBytes: limits.memoryBytes ?? Math.max(LEAST_BYTES, Math.floor((machine * 3) / 4)),
    processes: limits.processes ?? 1024 + 64 * availableParallelism(),
  }
}
