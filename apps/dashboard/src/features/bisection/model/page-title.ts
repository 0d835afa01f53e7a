import { type Bisection, type BisectionSummary, badgeOf } from '@kbisect/contracts'
import { shareDone } from '../../../model/work-progress.ts'
import type { FaviconState } from '../../../ui/use-favicon.ts'

/** Returns the state that the icon of the tab shows; a queued bisection has none. */
export function faviconState({
  state,
  outcome,
}: Pick<BisectionSummary, 'state' | 'outcome'>): FaviconState | undefined {
  if (state === 'finished') return outcome === 'culprit' || outcome === 'range' ? 'found' : 'ended'
  return state === 'queued' ? undefined : state
}

/**
 * Returns the title of a bisection's page. A tab shows its beginning alone: the state, then what it
 * is about.
 */
export function pageTitle(bisection: BisectionSummary & Pick<Bisection, 'check'>): string {
  const { symbol, badge } = badgeOf(bisection)
  const percent = bisection.state === 'running' ? ` ${Math.floor(shareDone(bisection) * 100)} %` : ''
  return `${symbol} ${badge}${percent} · ${bisection.title}`
}
