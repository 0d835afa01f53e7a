import { checkLines } from './checks.ts'
import { showMessage } from './commit-message.ts'
import { field, fold, oneLine, plainLine, section, wrap } from './layout.ts'
import type { CulpritInput, ReportInput } from './report-input.ts'
import { firstBadRun } from './report-runs.ts'
import { scopeLines, scopeOf, scopeSentence } from './scope-words.ts'

const MOST_FILES = 20
const MOST_EXCERPT_LINES = 60

/** Who did what: hash, author, date, message and files. */
export function culpritSection({ result, culprit }: CulpritInput): string {
  const { hash, author, authoredAt, subject } = result.culprit
  const files = (culprit?.files ?? []).map(oneLine)
  const listed = files.slice(0, MOST_FILES).map((file) => `    ${file}`)
  if (files.length > MOST_FILES) listed.push(`    and ${files.length - MOST_FILES} more`)
  return section('The commit', [
    wrap(hash, '  '),
    field('Author', oneLine(author)),
    field('Date', authoredAt),
    `\n${wrap(oneLine(subject), '    ')}`,
    culprit?.body.trim() ? `\n${showMessage(culprit.body)}` : '',
    listed.length > 0 ? `\n  Files:\n${listed.join('\n')}` : '',
  ])
}

/** Which targets it breaks and which not. */
export function scopeSection({ bisection }: ReportInput): string {
  const scope = scopeOf(bisection)
  return section('Affected and not affected', [wrap(scopeSentence(scope)), ...scopeLines(scope)])
}

/** The failure's signature and what the console said. */
export function failureSection(input: ReportInput): string {
  const { bisection, logExcerpt } = input
  const run = firstBadRun(input)
  const signature = bisection.result?.signature ?? (run?.signal.kind === 'failed' ? run.signal.signature : null)
  const lines = (logExcerpt ?? '').split('\n').map(plainLine)
  while (lines.at(-1) === '') lines.pop()
  return section('How it fails', [
    signature ? wrap(oneLine(signature.text), '  ') : '',
    lines.length > 0
      ? `\n${lines
          .slice(-MOST_EXCERPT_LINES)
          .map((line) => fold(line, '  | '))
          .join('\n')}`
      : '',
  ])
}

/** How sure we are, and why. */
export function checksSection({ bisection }: ReportInput): string {
  const result = bisection.result
  if (!result || result.checks.length === 0) return ''
  const sure = [result.label, result.probability === null ? null : `probability ${result.probability.toFixed(3)}`]
  const words = sure.filter((word) => word !== null)
  return section('Checks', [words.length > 0 ? `  ${words.join(', ')}` : '', ...checkLines(result.checks)])
}
