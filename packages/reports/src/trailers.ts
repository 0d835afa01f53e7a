import type { Bisection } from '@kbisect/contracts'
import { oneLine } from './layout.ts'
import type { ReportInput } from './report-input.ts'

/** Whether the checks bear out that this commit made the failure. */
function isConfirmed({ result }: Bisection): boolean {
  return result?.outcome === 'culprit' && (result.label === 'confirmed' || result.label === 'confirmed without revert')
}

/**
 * What people and programs copy out of a report: who found it, where, and the line by which regzbot begins to track the regression. Empty
 * where nothing was found.
 */
export function trailers({
  bisection,
  reporter,
  urls,
}: Pick<ReportInput, 'bisection' | 'reporter' | 'urls'>): string[] {
  const { culprit, outcome } = bisection.result ?? {}
  if (outcome !== 'culprit' || !culprit) return []
  return [
    `Reported-by: kbisect <${oneLine(reporter)}>`,
    `Link: ${urls.page}`,
    ...(isConfirmed(bisection) ? ['', `#regzbot introduced: ${culprit.hash}`] : []),
  ]
}
