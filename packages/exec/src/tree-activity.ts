import { listed, readStat, treeOf } from './tree-usage.ts'

/** What a process tree has done so far, and what it wants at this moment. */
export interface TreeActivity {
  /** Living processes, the first one among them. */
  readonly processes: number
  /**
   * CPU seconds of these, user and system, and of their descendants that have ended and were waited
   * for.
   */
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
  const [stat, threads] = await Promise.all([readStat(`/proc/${pid}`), listed(tasks)])
  if (!stat) return undefined
  const states = await Promise.all(threads.map(async (thread) => (await readStat(`${tasks}/${thread}`))?.state))
  return {
    cpuSeconds: stat.cpuSeconds + stat.childrenCpuSeconds,
    wanting: states.filter((state) => state === 'R' || state === 'D').length,
  }
}
