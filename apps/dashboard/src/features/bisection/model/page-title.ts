import { type BisectionSummary, badgeOf } from '@kbisect/contracts'
import { shareDone } from '../../../model/work-progress.ts'

/** Returns the title of a bisection's page. A tab shows its beginning alone: the state, then what it is about. */
export function pageTitle(bisection: BisectionSummary): string {
  const { symbol, badge } = badgeOf(bisection)
  const percent = bisection.state === 'running' ? ` ${Math.floor(shareDone(bisection) * 100)} %` : ''
  return `${symbol} ${badge}${percent} · ${bisection.title}`
}
