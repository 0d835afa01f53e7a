import { type CulpritLabel, culpritLabel } from '@kbisect/contracts'
import type { ReportInput } from '../report-input.ts'
import { textReport } from '../text/text-report.ts'
import { list, oneLine, short, wrap } from '../text-format.ts'

const CAME = {
  confirmed: 'A further bisection came to the same commit. It breaks more',
  'confirmed without revert': 'A further bisection came to the same commit, confirmed without a revert. It breaks more',
  probable: 'A further bisection came to the same commit and could not confirm it. It probably breaks more',
} as const satisfies Record<CulpritLabel, string>

const labelOf = ({ bisection: { result } }: ReportInput): CulpritLabel =>
  (result ? culpritLabel(result) : undefined) ?? 'probable'

/**
 * A further report in a thread: the same commit was found again, and it breaks more than was known.
 */
export function followUpText(input: ReportInput, targets: readonly string[]): string {
  const words = `${CAME[labelOf(input)]} than was reported: ${list(targets)}.`
  return `${wrap(words)}\n\n${textReport(input)}`
}

export interface Closing {
  readonly fix: { readonly hash: string; readonly subject: string | undefined }
  /** Who says so, and why. */
  readonly by: string
  readonly why: string | null
  /** Of the bisection's page. */
  readonly page: string
}

/** The last mail of a thread. */
export function closingText({ fix, by, why, page }: Closing): string {
  const subject = fix.subject === undefined ? '' : ` ("${oneLine(fix.subject)}")`
  const parts = [
    wrap(`This regression is fixed by commit ${short(fix.hash)}${subject}, says ${oneLine(by)}.`),
    ...(why === null ? [] : [wrap(oneLine(why), '  ')]),
    `What was reported: ${page}`,
    `#regzbot fix: ${fix.hash}`,
  ]
  return `${parts.join('\n\n')}\n`
}
