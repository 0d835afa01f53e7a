import { readdir, readFile } from 'node:fs/promises'
import { type ProcessStat, parseProcessStat } from './process-stat.ts'
import { treePids } from './process-tree.ts'

/** What a process and its living descendants have had of the host so far. */
export interface TreeUsage {
  /** Spent on CPUs, user and system. */
  readonly cpuSeconds: number
  /**
   * How long the thread that waited most has been ready to run without getting a CPU: of an
   * emulator it is the one that runs the guest. Distinguishes a guest that idles from one that
   * starves on a busy host. 0 where the host's kernel does not count it.
   */
  readonly waitedSeconds: number
}

/**
 * Returns what a process tree has used; zeros once it is gone. Asked several times a second for
 * each boot: it reads what belongs to the tree and nothing else, and leaves the event loop free
 * meanwhile, where the host's kernel lists children.
 */
export async function treeUsage(root: number): Promise<TreeUsage> {
  const pids = await treeOf(root)
  const all = await Promise.all(pids.map(usageOf))
  return {
    cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    waitedSeconds: Math.max(0, ...all.map(({ waited }) => waited)) / 1e9,
  }
}

/** Returns a process and its living descendants. */
export async function treeOf(root: number): Promise<number[]> {
  const found = [root]
  for (const pid of found) {
    const children = await childrenOf(pid)
    // A kernel without CONFIG_PROC_CHILDREN lists parents alone.
    if (children === undefined) return treePids(root)
    found.push(...children)
  }
  return found
}

/**
 * The children of all threads of a process; undefined where the host's kernel does not list them.
 */
async function childrenOf(pid: number): Promise<number[] | undefined> {
  const tasks = `/proc/${pid}/task`
  const lists = await Promise.all(
    (await listed(tasks)).map(async (thread) => {
      const text = await readIfThere(`${tasks}/${thread}/children`)
      return text ?? ((await listed(`${tasks}/${thread}`)).length === 0 ? '' : undefined)
    }),
  )
  if (lists.includes(undefined)) return undefined
  return lists.flatMap((text) => (text ?? '').split(' ').filter((word) => word !== '')).map(Number)
}

async function usageOf(pid: number): Promise<{ cpuSeconds: number; waited: number }> {
  const tasks = `/proc/${pid}/task`
  const [stat, threads] = await Promise.all([readStat(`/proc/${pid}`), listed(tasks)])
  // "time on a CPU, time waiting for one, number of time slices"; nanoseconds
  const waits = await Promise.all(
    threads.map(async (thread) => Number((await readIfThere(`${tasks}/${thread}/schedstat`))?.split(' ')[1]) || 0),
  )
  return { cpuSeconds: stat?.cpuSeconds ?? 0, waited: Math.max(0, ...waits) }
}

/** Returns the `stat` of a process or thread by its directory; undefined once it is gone. */
export async function readStat(directory: string): Promise<ProcessStat | undefined> {
  const text = await readIfThere(`${directory}/stat`)
  return text === undefined ? undefined : parseProcessStat(text)
}

// Whatever is read may end while we look.
const readIfThere = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
export const listed = (path: string): Promise<string[]> => readdir(path).catch(() => [])
