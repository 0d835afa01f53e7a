import { readdirSync, readFileSync } from 'node:fs'
import { parseProcessStat } from './process-stat.ts'

function readParent(pid: string): number | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).parent
  } catch {
    return undefined // it ended while we looked
  }
}

/**
 * The process and all its living descendants. Reads all of /proc: for what is rare, such as ending
 * a tree.
 */
export function treePids(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = readParent(name)
    if (parent !== undefined) parents.set(Number(name), parent)
  }
  const belongs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (at === root) return true
    return false
  }
  return [...parents.keys()].filter(belongs)
}
