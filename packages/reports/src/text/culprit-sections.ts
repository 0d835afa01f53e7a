import { culpritLabel, type FailureKind, type Signature } from '@kbisect/contracts'
import { linesOf } from '@kbisect/text'
import { signatureLine } from '../format-failure.ts'
import { withoutStamp } from '../logs/log-excerpt.ts'
import type { CulpritInput, ReportInput } from '../report-input.ts'
import { firstBadRun } from '../representative-logs.ts'
import { gitDate, oneLine, plainLine, section, wholeLine } from '../text-format.ts'
import { affectedTargetLines } from './affected-target-lines.ts'
import { checkLines, revisionWords } from './checks.ts'
import { affectedTargetsOf } from './format-affected-targets.ts'
import { isCheck } from './format-check-result.ts'

const MOST_LINES = 80

/**
 * Returns the text of a commit message below its subject, indented as git shows it; of a very long
 * one the beginning.
 */
function showMessage(body: string): string {
  const lines = linesOf(body.trim()).map(plainLine)
  const shown = lines.slice(0, MOST_LINES)
  if (lines.length > MOST_LINES) shown.push(`[${lines.length - MOST_LINES} more lines]`)
  return shown.map((line) => wholeLine(line, '    ')).join('\n')
}

const MOST_FILES = 20
const MOST_EXCERPT_LINES = 60

/** Heads what is told of the commit, by how sure it is that it is the culprit. */
export function commitTitle(result: CulpritInput['result']): string {
  const label = culpritLabel(result)
  if (label === undefined) return 'The commit that was suspected'
  return label === 'probable' ? 'The probable culprit' : 'The commit'
}

/** Returns hash, author, date and subject of the culprit, as git shows a commit. */
export function culpritSection({ result }: CulpritInput): string {
  const { hash, author, authoredAt, subject } = result.culprit
  return section(commitTitle(result), [
    `commit ${oneLine(hash)}`,
    `Author: ${oneLine(author)}`,
    `Date:   ${gitDate(authoredAt)}`,
    `\n${wholeLine(oneLine(subject), '    ')}`,
  ])
}

/** Returns the culprit's message below its subject, and the files that it touches. */
export function messageSection({ culprit }: CulpritInput): string {
  const files = (culprit?.files ?? []).map(oneLine)
  const listed = files.slice(0, MOST_FILES).map((file) => wholeLine(file, '    '))
  if (files.length > MOST_FILES) listed.push(`    and ${files.length - MOST_FILES} more`)
  return section('Its message and files', [
    culprit?.body.trim() ? showMessage(culprit.body) : '',
    listed.length > 0 ? `\n  Files:\n${listed.join('\n')}` : '',
  ])
}

/** Which targets it breaks and which not, with what that rests on. */
export function affectedTargetsSection({ bisection }: ReportInput): string {
  return section('Affected and not affected', affectedTargetLines(affectedTargetsOf(bisection)))
}

/** The failure that the bisection is about, else that of its first bad run. */
export function shownSignature(input: ReportInput): Signature | null {
  const run = firstBadRun(input)
  return input.bisection.result?.signature ?? (run?.result.kind === 'failed' ? run.result.signature : null)
}

/** What the console said of it, freed of what is no text. */
export function excerptLines({ logExcerpt = '' }: ReportInput): string[] {
  const lines = logExcerpt.split('\n').map(plainLine)
  while (lines.at(-1) === '') lines.pop()
  return lines.slice(-MOST_EXCERPT_LINES)
}

/**
 * Returns the line that tells of the failure, as the console or the compiler printed it; where the
 * kernel says nothing of it, the signature. Undefined where nothing failed.
 */
export function shownFailure(input: ReportInput): string | undefined {
  const signature = shownSignature(input)
  if (!signature) return undefined
  const { failureLine } = input
  if (failureLine === undefined || !isReported(input, signature)) return signatureLine(signature)
  const line = oneLine(withoutStamp(failureLine))
  return signature.source === undefined ? line : `${line} [${oneLine(signature.source)}]`
}

/** Failures of which nothing is reported: how the boot or the test ended is all that there is. */
const SILENT: ReadonlySet<string> = new Set<FailureKind>([
  ...(['hang', 'silence', 'flood', 'reboot'] as const),
  ...(['test-failed', 'test-missing', 'console-match', 'console-missing'] as const),
])

/** Whether the log that the report shows has the report of this failure, and not of another one. */
function isReported(input: ReportInput, { kind, function: name }: Signature): boolean {
  if (SILENT.has(kind)) return false
  const run = firstBadRun(input)
  if (!run) return kind === 'build-failed'
  const shown = run.result.kind === 'failed' ? run.result.signature : undefined
  return shown?.kind === kind && shown.function === name
}

const EXCERPT_ABOVE = 12

/**
 * Returns how it fails: the line that tells of it, and the first lines of what the console said.
 */
export function failureSection(input: ReportInput): string {
  const failure = shownFailure(input)
  const lines = excerptLines(input)
  const rest = lines.length - EXCERPT_ABOVE
  const more = rest > 0 ? [`  [${rest} more below]`] : []
  return section('How it fails', [
    failure === undefined ? '' : wholeLine(failure, '  '),
    lines.length > 0 ? `\n${[...lines.slice(0, EXCERPT_ABOVE).map(logLine), ...more].join('\n')}` : '',
  ])
}

/**
 * Returns all that is shown of the console, where {@link failureSection} has its beginning alone.
 */
export function consoleSection(input: ReportInput): string {
  const lines = excerptLines(input)
  return lines.length > EXCERPT_ABOVE ? section('What the console said', lines.map(logLine)) : ''
}

const logLine = (line: string): string => wholeLine(line, '  | ')

/** What was proved, and what that rests on. */
export function checksSection({ bisection }: ReportInput): string {
  const result = bisection.result
  if (!result || result.checks.length === 0) return ''
  if (isCheck(bisection)) return section('Revisions', checkLines(result.checks, revisionWords))
  return section('Checks', [result.label ? `  ${result.label}` : '', ...checkLines(result.checks)])
}
