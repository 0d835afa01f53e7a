import { readFileSync } from 'node:fs'
import { parseProcessStat } from '@kbisect/exec'

/**
 * CPU seconds of a process and of all its descendants that have ended by now and were waited for.
 * @throws when it has ended itself
 */
export function spentCpuSeconds(pid: number | 'self' = 'self'): number {
  const { cpuSeconds, childrenCpuSeconds } = parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return cpuSeconds + childrenCpuSeconds
}
