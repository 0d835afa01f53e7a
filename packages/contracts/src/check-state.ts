import type { BisectionResult, Cause } from './bisection-result.ts'
import type { WatchState } from './watched-revision.ts'

/** What the end of a check says of its revision. */
export type SettledState = Exclude<WatchState, 'waiting' | 'testing'>

type Ended = Pick<BisectionResult, 'cause' | 'checks'>
const tallyOf = ({ checks }: Ended, wanted: 'bad revision' | 'good revision') =>
  checks.find(({ name }) => name === wanted)

const untested = ({ checks }: Ended): SettledState =>
  checks.some(({ name, result }) => name === 'bad revision' && result === 'does not build')
    ? 'does not build'
    : 'not known'

const STATES: Readonly<Record<Cause, (ended: Ended) => SettledState>> = {
  'bad revision passes': () => 'passed',
  'same kernel': () => 'passed',
  'boundaries alike': () => 'flaky',
  // One that passed now and then does not hand the failure down.
  'good revision fails': (ended) => ((tallyOf(ended, 'good revision')?.passes ?? 0) > 0 ? 'flaky' : 'inherited'),
  'no good revision': (ended) => ((tallyOf(ended, 'bad revision')?.passes ?? 0) > 0 ? 'flaky' : 'failed'),
  'known regression': () => 'failed',
  'not bisected': () => 'failed',
  'good revision cannot be tested': () => 'failed',
  'good revision fails otherwise': () => 'failed',
  'bad revision cannot be tested': untested,
  'bad revision fails otherwise': untested,
  // What a search comes to, and no check.
  inherited: untested,
  'no change': untested,
  contradiction: untested,
  'untestable commits': untested,
  budget: untested,
}

/** Returns what a check that has ended says of the revision that it tested. */
export const checkedState = (result: Ended): SettledState =>
  result.cause === null ? untested(result) : STATES[result.cause](result)
