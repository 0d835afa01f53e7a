import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CgroupPlace, type Controller, findCgroupPlace, removeLeftGroups } from './cgroup-place.ts'
import { readIfThereSync } from './read-if-there-sync.ts'
import { completeLimits, type TaskLimits } from './task-limits.ts'

/** A limit that a task ran into. */
export type Exceeded = 'memory' | 'processes'

/** A cgroup of one task. */
export interface TaskCgroup {
  /** A process enters by writing 0 to each of these. */
  readonly entrances: readonly string[]
  /**
   * Whether the kernel ends the whole task when its memory is used up, and not one process after
   * the other.
   */
  readonly endsWhole: boolean
  /** What the task ran into, so far. */
  exceeded(): Exceeded | undefined
  /** Removes it, once no process is left in it. */
  remove(): void
}

const PERIOD_MICROSECONDS = 100_000
// A service with the usual 100 beside it gets two thirds of a core that both want.
const WEIGHT = 50
const SHARES = 512

type Setting = readonly [controller: Controller, file: string, value: string, required?: 'required']

function settingsOf(version: 1 | 2, limits: TaskLimits): Setting[] {
  const { memoryBytes, processes } = completeLimits(limits)
  const quota = limits.cpus === undefined ? undefined : Math.round(limits.cpus * PERIOD_MICROSECONDS)
  // Swap makes a task slow long before it makes it safe.
  const swapped = Math.floor(memoryBytes / 2)
  if (version === 2)
    return [
      ['memory', 'memory.max', String(memoryBytes), 'required'],
      ['memory', 'memory.swap.max', String(swapped)],
      // Half a build is of no use: all of it ends, at once.
      ['memory', 'memory.oom.group', '1'],
      ['pids', 'pids.max', String(processes), 'required'],
      ['cpu', 'cpu.weight', String(WEIGHT)],
      ...(quota === undefined ? [] : [['cpu', 'cpu.max', `${quota} ${PERIOD_MICROSECONDS}`] as const]),
    ]
  return [
    ['memory', 'memory.limit_in_bytes', String(memoryBytes), 'required'],
    ['memory', 'memory.memsw.limit_in_bytes', String(memoryBytes + swapped)],
    ['pids', 'pids.max', String(processes), 'required'],
    ['cpu', 'cpu.shares', String(SHARES)],
    ...(quota === undefined
      ? []
      : ([
          ['cpu', 'cpu.cfs_period_us', String(PERIOD_MICROSECONDS)],
          ['cpu', 'cpu.cfs_quota_us', String(quota)],
        ] as const)),
  ]
}

/** A number in a file, after this word. */
const count = (file: string, name: string): number =>
  Number(new RegExp(`^${name} ?(\\d+)$`, 'm').exec(readIfThereSync(file))?.[1] ?? 0)

const REMOVE_AGAIN_MILLISECONDS = 200
const REMOVE_ATTEMPTS = 50

/**
 * Removes groups; those whose last process is still on its way out a little later. What is left
 * then the next worker removes.
 */
function removeGroups(groups: readonly string[], attempts = REMOVE_ATTEMPTS): void {
  const left = groups.filter((group) => {
    try {
      rmdirSync(group)
      return false
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EBUSY'
    }
  })
  if (left.length === 0 || attempts === 0) return
  setTimeout(() => removeGroups(left, attempts - 1), REMOVE_AGAIN_MILLISECONDS).unref()
}

let made = 0

/**
 * Makes a group for one task.
 * @throws Error when the limits cannot be set; nothing is left then
 */
export function makeTaskCgroup({ version, directories }: CgroupPlace, limits: TaskLimits = {}): TaskCgroup {
  const name = `task-${process.pid}-${++made}`
  const groups = new Map<Controller, string>()
  const remove = () => removeGroups([...new Set(groups.values())])
  try {
    for (const [controller, directory] of Object.entries(directories) as [Controller, string][]) {
      const group = join(directory, name)
      mkdirSync(group)
      groups.set(controller, group)
    }
    for (const [controller, file, value, required] of settingsOf(version, limits)) {
      const group = groups.get(version === 2 ? 'memory' : controller)
      if (group === undefined) continue
      try {
        writeFileSync(join(group, file), value)
      } catch (error) {
        if (required) throw error
      }
    }
  } catch (error) {
    remove()
    throw error
  }
  const memory = groups.get('memory') ?? ''
  const events = version === 2 ? 'memory.events' : 'memory.oom_control'
  const pids = groups.get('pids') ?? memory
  return {
    endsWhole: count(join(memory, 'memory.oom.group'), '') === 1,
    entrances: [...new Set(groups.values())].map((group) => join(group, 'cgroup.procs')),
    exceeded() {
      if (count(join(memory, events), 'oom_kill') > 0) return 'memory'
      return count(join(pids, 'pids.events'), 'max') > 0 ? 'processes' : undefined
    },
    remove,
  }
}

let place: { readonly found: CgroupPlace | undefined } | undefined

/** Where groups can be made for tasks of this process; found out once. */
export function cgroupPlace(): CgroupPlace | undefined {
  if (place) return place.found
  const [cgroup, mountinfo] = [readIfThereSync('/proc/self/cgroup'), readIfThereSync('/proc/self/mountinfo')]
  place = { found: findCgroupPlace({ cgroup, mountinfo }) }
  if (place.found) removeLeftGroups(place.found)
  return place.found
}
