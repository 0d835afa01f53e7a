import { readdirSync, readFileSync } from 'node:fs'
import { treePids } from '@kbisect/exec'

/**
 * How long the threads of a process tree have been ready to run without getting a CPU, in seconds. Tells a guest that
 * idles from one that starves on a busy host. 0 where the host's kernel does not count it.
 */
export function treeWaitedSeconds(root: number): number {
  let nanoseconds = 0
  for (const pid of treePids(root)) nanoseconds += waitedNanoseconds(`/proc/${pid}/task`)
  return nanoseconds / 1e9
}

function waitedNanoseconds(tasks: string): number {
  try {
    // "time on a CPU, time waiting for one, number of time slices"
    const wait = (thread: string) => Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ')[1]) || 0
    return readdirSync(tasks).reduce((sum, thread) => sum + wait(thread), 0)
  } catch {
    return 0 // it ended while we looked
  }
}
