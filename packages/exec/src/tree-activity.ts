import { readdir, readFile } from 'node:fs/promises'
import { TICKS_PER_SECOND, treeOf } from './tree-usage.ts'

/** What a process tree has done so far, and what it wants at this moment. */
export interface TreeActivity {
  /** Living processes, the first one among them. */
  readonly processes: number
  /** CPU seconds of these, user and system, and of their descendants that have ended and were waited for. */
  readonly cpuSeconds: number
  /** Threads that run, would run if they got a CPU, or wait for a disk. */
  readonly wanting: number
}

/** Returns the activity of a process and its living descendants; zeros once it is gone. */
export async function treeActivity(root: number): Promise<TreeActivity> {
  const all = await Promise.all((await treeOf(root)).map(activityOf))
  const living = all.filter((one) => one !== undefined)
  return {
    processes: living.length,
    cpuSeconds: living.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    wanting: living.reduce((sum, { wanting }) => sum + wanting, 0),
  }
}

async function activityOf(pid: number): Promise<Omit<TreeActivity, 'processes'> | undefined> {
  const tasks = `/proc/${pid}/task`
  const [stat, threads] = await Promise.all([readStat(`/proc/${pid}/stat`), readdir(tasks).catch(() => [])])
  if (!stat) return undefined
  const states = await Promise.all(threads.map(async (thread) => (await readStat(`${tasks}/${thread}/stat`))?.state))
  return {
    cpuSeconds: stat.ticks / TICKS_PER_SECOND,
    wanting: states.filter((state) => state === 'R' || state === 'D').length,
  }
}

/** The state of a process or thread, and the time of it and of the children that it waited for; undefined once it is gone. */
async function readStat(path: string): Promise<{ state: string; ticks: number } | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  // The command name may hold spaces and parentheses: fields are counted from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number)
  return { state: fields[0] ?? '', ticks: (user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0) }
}
