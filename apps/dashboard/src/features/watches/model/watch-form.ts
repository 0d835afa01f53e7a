import type { FurtherTargetRequest, Test, Watch, WatchChange, WatchRequest, WatchSchedule } from '@kbisect/contracts'
import { emptyTarget, type TypedTarget, targetFields, targetOf } from '../../../model/target-form.ts'
import { emptyTest, type TypedTest, testFields, testOf } from '../../../model/test-form.ts'
import { typedNumber } from '../../../model/typed-number.ts'

/** Seconds of the units in which an interval is typed. */
export const intervalUnits = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const

export type IntervalUnit = keyof typeof intervalUnits

/** A target of a watch as typed. `key` names it while it is being changed. */
export interface WatchTarget extends TypedTarget {
  readonly key: string
  readonly name: string
}

/** A test of a watch as typed. */
export interface WatchTest extends TypedTest {
  readonly key: string
}

/** What the form of a watch holds: as typed, so numbers are texts. */
export interface WatchForm {
  readonly name: string
  readonly tree: string
  /** One branch or pattern a line. */
  readonly branches: string
  readonly targets: readonly WatchTarget[]
  readonly tests: readonly WatchTest[]
  readonly looks: 'interval' | 'cron'
  readonly every: string
  readonly unit: IntervalUnit
  readonly cron: string
  readonly revisions: Watch['revisions']
  readonly policy: Watch['policy']
  readonly runs: string
  readonly buildsPerDay: string
  readonly bisections: string
}

/** Returns the form of a new watch, with the defaults of the API. */
export function emptyWatchForm(tree = ''): WatchForm {
  return {
    ...{ name: '', tree, branches: '', targets: [{ ...emptyTarget, key: 'target-0', name: '' }] },
    ...{ tests: [{ ...emptyTest, key: 'test-0' }], looks: 'interval', every: '15', unit: 'minutes', cron: '0 4 * * *' },
    ...{ revisions: 'newest', policy: 'notify', runs: '2', buildsPerDay: '', bisections: '2' },
  }
}

/** Returns the form that changes a watch. */
export function formOfWatch(watch: Watch): WatchForm {
  const { name, tree, branches, targets, tests, schedule, revisions, policy, runs, buildsPerDay, bisections } = watch
  return {
    ...emptyWatchForm(tree),
    ...{ name, branches: branches.join('\n'), revisions, policy, runs: String(runs), bisections: String(bisections) },
    buildsPerDay: buildsPerDay === null ? '' : String(buildsPerDay),
    targets: targets.map((target, at) => ({
      ...targetFields(target),
      key: `target-${at}`,
      name: target.name ?? '',
    })),
    tests: tests.map((test, at) => ({ ...emptyTest, ...testFields(test), key: `test-${at}` })),
    ...scheduleFields(schedule),
  }
}

function scheduleFields(schedule: WatchSchedule): Partial<WatchForm> {
  if ('cron' in schedule) return { looks: 'cron', cron: schedule.cron }
  const { everySeconds } = schedule
  const units = (['days', 'hours', 'minutes', 'seconds'] as const).filter((unit) => everySeconds >= intervalUnits[unit])
  const unit = units.find((each) => everySeconds % intervalUnits[each] === 0) ?? 'seconds'
  return { looks: 'interval', every: String(everySeconds / intervalUnits[unit]), unit }
}

/** Returns the branches and patterns that were typed. */
export const typedBranches = ({ branches }: Pick<WatchForm, 'branches'>): string[] =>
  branches
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Returns the watch that the form asks for. */
export function requestOfWatchForm(form: WatchForm): WatchRequest {
  return { name: form.name.trim(), tree: form.tree, ...settingsOf(form) }
}

/** Returns the change that gives a watch what the form holds. Its name and tree stay. */
export const changeOfWatchForm = (form: WatchForm): WatchChange => settingsOf(form)

function settingsOf(form: WatchForm) {
  const { revisions, policy } = form
  return {
    branches: typedBranches(form),
    targets: form.targets.map(targetRequest),
    tests: form.tests.map((test): Test => testOf(test)),
    schedule: scheduleOf(form),
    revisions,
    policy,
    runs: needed(form.runs),
    buildsPerDay: typedNumber(form.buildsPerDay) ?? null,
    bisections: needed(form.bisections),
  }
}

function targetRequest(target: WatchTarget): FurtherTargetRequest {
  const { config, ...rest } = targetOf(target)
  const name = target.name.trim()
  // As the API takes it: a configuration that is left out is defconfig.
  return { ...(name && { name }), ...rest, ...(config !== 'defconfig' && config !== undefined && { config }) }
}

function scheduleOf({ looks, every, unit, cron }: WatchForm): WatchSchedule {
  if (looks === 'cron') return { cron: cron.trim() }
  const count = needed(every)
  return { everySeconds: typeof count === 'number' ? count * intervalUnits[unit] : count }
}

/** What is left empty is sent so, and the API's answer names it. */
const needed = (typed: string): number => typedNumber(typed) ?? ('' as unknown as number)
