import { type CommitSummary, isConfirmed, type Signature } from '@kbisect/contracts'
import { failureWords } from '../format-failure.ts'
import type { ReportInput } from '../report-input.ts'
import { oneLine, short } from '../text-format.ts'
import { parseSender } from './addresses.ts'

/**
 * Returns the lines that people and programs copy out of a report, none of them wrapped: the tags
 * of a fix, and the commands by which regzbot begins to track the regression. Empty where nothing
 * was found; what is only probable gets neither `Fixes:` nor commands.
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
    `Closes: ${urls.page}`,
    ...(isConfirmed(result) ? confirmedLines(bisection.target, result.signature, result.culprit) : []),
  ]
}

function confirmedLines(target: string, signature: Signature | null, { hash, subject }: CommitSummary): string[] {
  const title = signature ? [`#regzbot title: ${oneLine(target)}: ${failureWords(signature)}`] : []
  return [`Fixes: ${short(hash)} ("${oneLine(subject)}")`, '', `#regzbot introduced: ${hash}`, ...title]
}
