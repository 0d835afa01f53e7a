import type { CulpritInput, ReportInput } from '../report-input.ts'
import { reproduceSection } from '../reproduce/reproduce-section.ts'
import { section, wholeLine, wrap } from '../text-format.ts'
import { assumptionSection } from './assumption-section.ts'
import { bisectLog } from './bisect-log.ts'
import {
  affectedTargetsSection,
  checksSection,
  consoleSection,
  culpritSection,
  failureSection,
  messageSection,
} from './culprit-sections.ts'
import { isCheck } from './format-check-result.ts'
import { openingParagraphs } from './format-result.ts'
import { mergeFairness, mergeSection } from './merge-section.ts'
import { driftSection, findingsSection, moreOfRangeSection, rangeSection } from './range-sections.ts'
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

function trailerParagraphs(input: ReportInput): string {
  const lines = trailers(input)
  if (lines.length === 0) return ''
  return [wrap('If you fix this issue, please add the following tags:'), '', ...lines].join('\n')
}

const RANGE_ABOVE = 10

/**
 * Returns a report as plain text for a mailing list. What most readers need takes at most two
 * screens; the details follow. Prose is filled to 72 columns; links, commands, tags, and lines of
 * logs and commits stay whole. Reports every outcome, and bisections that go on.
 */
export function textReport(input: ReportInput): string {
  const culprit = hasCulprit(input)
  const log = bisectLog(input)
    .trimEnd()
    .split('\n')
    .map((line) => wholeLine(line, ''))
  const parts = [
    ...openingParagraphs(input).map((paragraph) => wrap(paragraph)),
    culprit ? culpritSection(culprit) : '',
    rangeSection(input, RANGE_ABOVE),
    failureSection(input),
    linksSection(input),
    culprit ? wrap(fairness(culprit)) : '',
    trailerParagraphs(input),
    'Details\n=======',
    culprit ? mergeSection(culprit.result) : '',
    culprit ? messageSection(culprit) : '',
    affectedTargetsSection(input),
    checksSection(input),
    assumptionSection(input.bisection.result ?? { assumptions: [] }),
    moreOfRangeSection(input, RANGE_ABOVE),
    findingsSection(input),
    driftSection(input),
    consoleSection(input),
    settingSection(input),
    effortSection(input),
    reproduceSection(input),
    isCheck(input.bisection) ? '' : section('The equivalent git bisect session', log),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
