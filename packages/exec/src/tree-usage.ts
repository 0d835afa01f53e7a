import { readdir, readFile } from 'node:fs/promises'

/** What a process and its living descendants have had of the host so far. */
export interface TreeUsage {
  /** Spent on CPUs, user and system. */
  readonly cpuSeconds: number
  /**
   * How long the thread that waited most has been ready to run without getting a CPU: of an emulator it is the one that runs the guest.
   * Tells a guest that idles from one that starves on a busy host. 0 where the host's kernel does not count it.
   */
  readonly waitedSeconds: number
}

// Linux reports process times in units of sysconf(_SC_CLK_TCK), which is 100 on every architecture we run on.
const TICKS_PER_SECOND = 100

/**
 * Returns what a process tree has used; zeros once it is gone. Asked several times a second for each boot: it reads what belongs to
 * the tree and nothing else, and leaves the event loop free meanwhile.
 */
export async function treeUsage(root: number): Promise<TreeUsage> {
  const pids = await treeOf(root)
  const all = await Promise.all(pids.map(usageOf))
  return {
    cpuSeconds: all.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
    waitedSeconds: Math.max(0, ...all.map(({ waited }) => waited)) / 1e9,
  }
}

async function treeOf(root: number): Promise<number[]> {
  const found = [root]
  for (const pid of found) {
    const children = await childrenOf(pid)
    // A kernel without CONFIG_PROC_CHILDREN tells of parents alone.
    if (children === undefined) return await treeByParents(root)
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

async function treeByParents(root: number): Promise<number[]> {
  const children = new Map<number, number[]>()
  for (const name of await listed('/proc')) {
    const parent = /^\d+$/.test(name) ? (await readStat(Number(name)))?.parent : undefined
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [root]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

async function usageOf(pid: number): Promise<{ ticks: number; waited: number }> {
  const tasks = `/proc/${pid}/task`
  const [stat, threads] = await Promise.all([readStat(pid), listed(tasks)])
  // "time on a CPU, time waiting for one, number of time slices"; nanoseconds
  const waits = await Promise.all(
    threads.map(async (thread) => Number((await readIfThere(`${tasks}/${thread}/schedstat`))?.split(' ')[1]) || 0),
  )
  return { ticks: stat?.ticks ?? 0, waited: Math.max(0, ...waits) }
}

async function readStat(pid: number): Promise<{ parent: number; ticks: number } | undefined> {
  const text = await readIfThere(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // The command name may hold spaces and parentheses: fields are counted from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }
}

// Whatever is read may end while we look.
const readIfThere = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
const listed = (path: string): Promise<string[]> => readdir(path).catch(() => [])
