import type { CulpritInput, ReportInput } from '../report-input.ts'
import { reproduceSection } from '../reproduce/reproduce-section.ts'
import { section, wrap } from '../text-format.ts'
import { assumptionSection } from './assumption-section.ts'
import { bisectLog } from './bisect-log.ts'
import { affectedTargetsSection, checksSection, culpritSection, failureSection } from './culprit-sections.ts'
import { openingParagraphs } from './format-result.ts'
import { mergeFairness, mergeSection } from './merge-section.ts'
import { driftSection, findingsSection, rangeSection } from './range-sections.ts'
import { effortSection, linksSection, settingSection } from './setting-sections.ts'
import { trailers } from './trailers.ts'

const BY_MACHINE = 'This was found by building and booting kernels automatically; nobody has looked at the code.'
const MAY_BE_VALID =
  'The commit may be perfectly valid and only uncover an older bug somewhere else. If so, please say where it lies, and take this as a report about that.'

/** What a reader should know before blaming anybody. */
export const fairness = ({ result: { merge } }: CulpritInput): string =>
  `${BY_MACHINE} ${merge ? mergeFairness(merge) : MAY_BE_VALID}`

/** The input, where its search led to a commit. */
export function hasCulprit(input: ReportInput): CulpritInput | undefined {
  const result = input.bisection.result
  return result?.culprit ? { ...input, result: { ...result, culprit: result.culprit } } : undefined
}

/** Comments go on in further comments; commands are short enough and must stay as they are. */
function logLine(line: string): string {
  return line.startsWith('#') ? wrap(line.slice(2), '# ', '#   ') : line
}

function trailerParagraphs(input: ReportInput): string {
  const lines = trailers(input)
  if (lines.length === 0) return ''
  return [wrap('If you fix this issue, please add the following tags:'), '', ...lines].join('\n')
}

/**
 * A report as plain text for a mailing list: 72 columns (longer words, such as links, stay whole), no HTML, the
 * most important first. Reports every outcome, and bisections that are not finished.
 */
export function textReport(input: ReportInput): string {
  const culprit = hasCulprit(input)
  const log = bisectLog(input).trimEnd().split('\n').map(logLine)
  const parts = [
    ...openingParagraphs(input).map((paragraph) => wrap(paragraph)),
    culprit ? culpritSection(culprit) : '',
    culprit ? mergeSection(culprit.result) : '',
    affectedTargetsSection(input),
    rangeSection(input),
    failureSection(input),
    checksSection(input),
    assumptionSection(input.bisection.result ?? { assumptions: [] }),
    culprit ? wrap(fairness(culprit)) : '',
    findingsSection(input),
    driftSection(input),
    settingSection(input),
    effortSection(input),
    linksSection(input),
    reproduceSection(input),
    section('The equivalent git bisect session', log),
    trailerParagraphs(input),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
