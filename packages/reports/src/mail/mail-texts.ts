import { list, oneLine, short, wrap } from '../layout.ts'
import type { ReportInput } from '../report-input.ts'
import { textReport } from '../text-report.ts'

/** A further report in a thread: the same commit was found again, and it breaks more than was known. */
export function followUpText(input: ReportInput, targets: readonly string[]): string {
  const words = `A further bisection came to the same commit. It breaks more than was reported: ${list(targets)}.`
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
