import { culpritLabel, type Signature } from '@kbisect/contracts'
import { signatureLine } from '../format-failure.ts'
import type { CulpritInput, ReportInput } from '../report-input.ts'
import { firstBadRun } from '../representative-logs.ts'
import { field, fold, oneLine, plainLine, section, wrap } from '../text-format.ts'
import { affectedTargetLines } from './affected-target-lines.ts'
import { checkLines } from './checks.ts'
import { showMessage } from './commit-message.ts'
import { affectedTargetsOf } from './format-affected-targets.ts'

const MOST_FILES = 20
const MOST_EXCERPT_LINES = 60

/** Heads what is told of the commit, by how sure it is that it is the culprit. */
export function commitTitle(result: CulpritInput['result']): string {
  const label = culpritLabel(result)
  if (label === undefined) return 'The commit that was suspected'
  return label === 'probable' ? 'The probable culprit' : 'The commit'
}

/** Who did what: hash, author, date, message and files. */
export function culpritSection({ result, culprit }: CulpritInput): string {
  const { hash, author, authoredAt, subject } = result.culprit
  const files = (culprit?.files ?? []).map(oneLine)
  const listed = files.slice(0, MOST_FILES).map((file) => `    ${file}`)
  if (files.length > MOST_FILES) listed.push(`    and ${files.length - MOST_FILES} more`)
  return section(commitTitle(result), [
    wrap(hash, '  '),
    field('Author', oneLine(author)),
    field('Date', authoredAt),
    `\n${wrap(oneLine(subject), '    ')}`,
    culprit?.body.trim() ? `\n${showMessage(culprit.body)}` : '',
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
  return input.bisection.result?.signature ?? (run?.signal.kind === 'failed' ? run.signal.signature : null)
}

/** What the console said of it, freed of what is no text. */
export function excerptLines({ logExcerpt = '' }: ReportInput): string[] {
  const lines = logExcerpt.split('\n').map(plainLine)
  while (lines.at(-1) === '') lines.pop()
  return lines.slice(-MOST_EXCERPT_LINES)
}

/** The failure's signature and what the console said. */
export function failureSection(input: ReportInput): string {
  const signature = shownSignature(input)
  const lines = excerptLines(input)
  return section('How it fails', [
    signature ? wrap(signatureLine(signature), '  ') : '',
    lines.length > 0 ? `\n${lines.map((line) => fold(line, '  | ')).join('\n')}` : '',
  ])
}

/** What was proved, and what that rests on. */
export function checksSection({ bisection }: ReportInput): string {
  const result = bisection.result
  if (!result || result.checks.length === 0) return ''
  return section('Checks', [result.label ? `  ${result.label}` : '', ...checkLines(result.checks)])
}
