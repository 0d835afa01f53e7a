import type { Row } from '../benchmark.ts'
import type { PlayedYear, TimedMessage } from './play-year.ts'
import type { Breakage, WatchYear } from './watch-year.ts'

const isFound = ({ type }: TimedMessage): boolean => type === 'regression.found' || type === 'regression.came-back'

/** Whether a message tells of something that a commit of its range broke on its target. */
export function isTrue({ breakages }: WatchYear, message: TimedMessage): boolean {
  const { good, bad, target } = message
  return breakages.some(
    (one) =>
      one.function === message.function &&
      one.targets.includes(target) &&
      good < one.culprit &&
      one.culprit <= bad &&
      bad < one.fix,
  )
}

/** The figures of a year. */
export function yearRows(year: WatchYear, played: PlayedYear): Row[] {
  const { messages, builds, boots, seconds } = played
  const { breakages, revisions, targets, flaky } = year
  const setting = `${revisions} revisions, ${targets.length} targets, ${flaky.size} flaky`
  const plain = (row: string, value: number, unit: string): Row => ({
    ...{ row, setting, value, unit, target: null, met: null },
  })
  const none = (row: string, value: number, unit: string): Row => ({
    ...{ row, setting, value, unit, target: 0, met: value === 0 },
  })
  const found = messages.filter(isFound)
  const told = messages.filter(({ type }) => isFoundType(type))
  const solid = breakages.filter(({ rate }) => rate === 1)
  const intermittent = breakages.filter(({ rate }) => rate < 1)
  const isTold = (one: Breakage) => found.some((message) => message.function === one.function && isTrue(year, message))
  const share = (list: readonly Breakage[]) => (list.length === 0 ? 1 : list.filter(isTold).length / list.length)
  const culprits = messages.filter(({ type }) => type === 'regression.bisected')
  const rightly = culprits.filter((message) => breakages.some(({ culprit }) => culprit === message.culprit))
  const plainBoots = 3 * revisions * targets.length
  return [
    plain('regressions of the year', breakages.length, 'regressions'),
    { ...plain('found, of those that fail in each boot', share(solid), 'share'), target: 1, met: share(solid) === 1 },
    plain('found, of those that fail in some boots', share(intermittent), 'share'),
    none('false regressions told', told.filter((message) => !isTrue(year, message)).length, 'messages'),
    plain('culprits named', culprits.length, 'commits'),
    none('innocent commits named', culprits.length - rightly.length, 'commits'),
    plain('builds a revision', builds / revisions, 'builds'),
    plain('boots a revision', boots / revisions, 'boots'),
    plain('boots, as a share of three boots of everything', boots / plainBoots, 'ratio'),
    plain('tasks from push to regression.found, median', median(found.map(({ tasks }) => tasks)), 'builds and boots'),
    plain('time of our own a revision', seconds / revisions, 's'),
  ]
}

const isFoundType = (type: string): boolean =>
  type === 'regression.found' || type === 'regression.came-back' || type === 'regression.affects-more'

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
