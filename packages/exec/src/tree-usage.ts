import { readdir, readFile } from 'node:fs/promises'
import { treePids } from './process-tree.ts'

/** What a process and its living descendants have had of the host so far. */
export interface TreeUsage {
  /** Spent on CPUs, user and system. */
  readonly cpuSeconds: number
  /**
   * How long the thread that waited most has been ready to run without getting a CPU: of an emulator it is the one that runs the guest.
   * Distinguishes a guest that idles from one that starves on a busy host. 0 where the host's kernel does not count it.
   */
  readonly waitedSeconds: number
}

// Linux reports process times in units of sysconf(_SC_CLK_TCK), which is 100 on every architecture we run on.
export const TICKS_PER_SECOND = 100

/**
 * Returns what a process tree has used; zeros once it is gone. Asked several times a second for each boot: it reads what belongs to
 * the tree and nothing else, and leaves the event loop free meanwhile, where the host's kernel lists children.
 */
export async function treeUsage(root: number): Promise<TreeUsage> {
  const pids = await treeOf(root)
  const all = await Promise.all(pids.map(usageOf))
  return {
    cpuSeconds: all.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
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

/** The children of all threads of a process; undefined where the host's kernel does not list them. */
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

async function usageOf(pid: number): Promise<{ ticks: number; waited: number }> {
  const tasks = `/proc/${pid}/task`
  const [ticks, threads] = await Promise.all([readTicks(pid), listed(tasks)])
  // "time on a CPU, time waiting for one, number of time slices"; nanoseconds
  const waits = await Promise.all(
    threads.map(async (thread) => Number((await readIfThere(`${tasks}/${thread}/schedstat`))?.split(' ')[1]) || 0),
  )
  return { ticks, waited: Math.max(0, ...waits) }
}

/** User and system time together; 0 once the process is gone. */
async function readTicks(pid: number): Promise<number> {
  const text = await readIfThere(`/proc/${pid}/stat`)
  if (text === undefined) return 0
  // The command name may hold spaces and parentheses: fields are counted from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

// Whatever is read may end while we look.
const readIfThere = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
const listed = (path: string): Promise<string[]> => readdir(path).catch(() => [])
