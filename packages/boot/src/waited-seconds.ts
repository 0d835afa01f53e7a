import { readdirSync, readFileSync } from 'node:fs'
import { treePids } from '@kbisect/exec'

/**
 * How long the thread of a process tree that waited most has been ready to run without getting a CPU, in seconds: of an emulator it is
 * the one that runs the guest. Tells a guest that idles from one that starves on a busy host. 0 where the host's kernel does not count it.
 */
export function treeWaitedSeconds(root: number): number {
  return Math.max(0, ...treePids(root).map((pid) => mostWaited(`/proc/${pid}/task`))) / 1e9
}

/** In nanoseconds. */
function mostWaited(tasks: string): number {
  try {
    // "time on a CPU, time waiting for one, number of time slices"
    const wait = (thread: string) => Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ')[1]) || 0
    return Math.max(0, ...readdirSync(tasks).map(wait))
  } catch {
    return 0 // it ended while we looked
  }
}
