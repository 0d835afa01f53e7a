import { isConfirmed } from '@kbisect/contracts'
import type { ReportInput } from '../report-input.ts'
import { oneLine } from '../text-format.ts'
import { parseSender } from './addresses.ts'

/**
 * What people and programs copy out of a report: who found it, where, and the line by which regzbot begins to track the regression. Empty
 * where nothing was found.
 */
export function trailers({
  bisection,
  reporter,
  urls,
}: Pick<ReportInput, 'bisection' | 'reporter' | 'urls'>): string[] {
  const { result } = bisection
  if (result?.outcome !== 'culprit' || !result.culprit) return []
  const { name, address } = parseSender(oneLine(reporter))
  return [
    `Reported-by: ${name ?? 'kbisect'} <${address}>`,
    `Link: ${urls.page}`,
    ...(isConfirmed(result) ? ['', `#regzbot introduced: ${result.culprit.hash}`] : []),
  ]
}
