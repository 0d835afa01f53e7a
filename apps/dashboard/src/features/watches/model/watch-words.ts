import type { Watch, WatchSchedule } from '@kbisect/contracts'
import { count } from '../../../model/headline.ts'

/** When a watch looks at its branches. */
export function scheduleWords(schedule: WatchSchedule): string {
  if ('cron' in schedule) return `at ${schedule.cron} (UTC)`
  const minutes = schedule.everySeconds / 60
  if (minutes % (24 * 60) === 0) return `every ${count(minutes / (24 * 60), 'day')}`
  if (minutes % 60 === 0) return `every ${count(minutes / 60, 'hour')}`
  return Number.isInteger(minutes) ? `every ${count(minutes, 'minute')}` : `every ${schedule.everySeconds} seconds`
}

const POLICIES: Readonly<Record<Watch['policy'], string>> = {
  record: 'Results and regressions are stored.',
  bisect: 'A regression is bisected; no messages are sent.',
  notify: 'A regression is bisected, and messages are sent.',
}

export const policyWords = (policy: Watch['policy']): string => POLICIES[policy]

const REVISIONS: Readonly<Record<Watch['revisions'], string>> = {
  newest: 'the newest one',
  merges: 'the newest one and each merge',
  all: 'each one along the first parents',
}

export const revisionWords = (revisions: Watch['revisions']): string => REVISIONS[revisions]

/** How many names of targets are shown before the rest is counted. */
const SHOWN_TARGETS = 6

/** Returns the targets of a watch by name, or by architecture where they have none. */
export function targetNames({ targets }: Pick<Watch, 'targets'>): string {
  const names = targets.map(({ name, architecture }) => name ?? architecture)
  const more = names.length - SHOWN_TARGETS
  return more > 0 ? `${names.slice(0, SHOWN_TARGETS).join(', ')} and ${more} more` : names.join(', ')
}

/** What a watch does now, in a few words. */
export function stateWords({ paused, lookError, testing, waiting, lookedAt }: Watch): string {
  if (paused) return 'paused'
  if (lookError !== null) return 'cannot look'
  if (testing + waiting > 0) return `${testing} testing, ${waiting} waiting`
  return lookedAt === null ? 'not looked yet' : 'up to date'
}
