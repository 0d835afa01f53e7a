import { readdirSync, readFileSync } from 'node:fs'

interface Stat {
  readonly parent: number
  readonly cpuTicks: number
}

// Linux reports process times in units of sysconf(_SC_CLK_TCK), which is 100 on every architecture we run on.
const TICKS_PER_SECOND = 100

function readStat(pid: string): Stat | undefined {
  try {
    // The command name may hold spaces and parentheses: fields are counted from the last one.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), cpuTicks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    return undefined // it ended while we looked
  }
}

function readTree(root: number): Map<number, Stat> {
  const all = new Map<number, Stat>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readStat(name)
    if (stat) all.set(Number(name), stat)
  }
  const belongs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = all.get(at)?.parent)
      if (at === root) return true
    return false
  }
  return new Map([...all].filter(([pid]) => belongs(pid)))
}

/** The process and all its living descendants. */
export function treePids(root: number): number[] {
  return [...readTree(root).keys()]
}

/** CPU seconds (user + system) spent so far by a process and its living descendants; 0 once they are gone. */
export function treeCpuSeconds(root: number): number {
  let ticks = 0
  for (const stat of readTree(root).values()) ticks += stat.cpuTicks
  return ticks / TICKS_PER_SECOND
}
