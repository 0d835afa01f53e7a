import { readFileSync } from 'node:fs'

// sysconf(_SC_CLK_TCK), which is 100 on every architecture that we run on.
const TICKS_PER_SECOND = 100

/**
 * CPU seconds of a process and of all its descendants that have ended by now and were waited for.
 * @throws when it has ended itself
 */
export function spentCpuSeconds(pid: number | 'self' = 'self'): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The program's name may hold spaces: fields are counted from behind it. utime, stime, cutime and
  // cstime.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) / TICKS_PER_SECOND
}
