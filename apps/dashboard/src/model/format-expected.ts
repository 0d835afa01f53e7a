import type { Expected, Overview } from '@kbisect/contracts'
import { count } from './headline.ts'

/** A length of time that is only expected, and so no finer than it can be known: `about 11 min`. */
export function roughly(seconds: number): string {
  if (seconds < 90) return 'about a minute'
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `about ${minutes} min`
  const hours = Math.round(seconds / 3600)
  return hours < 48 ? `about ${hours} h` : `about ${Math.round(seconds / 86_400)} d`
}

/** What is still to be spent: `4 builds, 14 runs`. */
export function expectedWork({ builds, runs }: Expected): string {
  return `${count(builds, 'build')}, ${count(runs, 'run')}`
}

export interface QueueDepth {
  readonly name: string
  readonly waiting: number
  readonly active: number
}

/**
 * Queues in which something is done or waits, the longest first. What is put off for a while waits
 * too.
 */
export function busyQueues(queues: Overview['queues']): QueueDepth[] {
  return Object.entries(queues)
    .map(([name, { waiting, active, delayed }]) => ({ name, waiting: waiting + delayed, active }))
    .filter(({ waiting, active }) => waiting > 0 || active > 0)
    .sort((a, b) => b.waiting - a.waiting || b.active - a.active || a.name.localeCompare(b.name))
}
