import { inWordsOf } from '@kbisect/contracts/words'
import { ApiProblem } from './api/api-problem.ts'
import { printable } from './printable.ts'
import type { Terminal } from './terminal.ts'

interface Described {
  readonly message: string
  readonly hint?: string | undefined
}

// Ours, and those of the rooms that we call: they have in common that they say what was wrong and
// what to do.
const DESCRIBED = new Set([
  'CliError',
  'NoAnswer',
  'NotKbisect',
  'ServiceError',
  'InfrastructureError',
  'DemoStepError',
])

const isDescribed = (error: unknown): error is Error & Described => error instanceof Error && DESCRIBED.has(error.name)

/** What went wrong, in lines for a person: each fault with its hint. */
export function describeError(error: unknown): string[] {
  if (error instanceof ApiProblem) return describeProblem(error)
  if (isDescribed(error)) return [...error.message.split('\n'), ...(error.hint ? [`  hint: ${error.hint}`] : [])]
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return ['something went wrong that should not; please report this:', ...text.split('\n')]
}

/** Prints what went wrong, its first line in colour. */
export function noteError(error: unknown, { note, paintNote }: Pick<Terminal, 'note' | 'paintNote'>): void {
  for (const [at, line] of describeError(error).entries()) note(at === 0 ? paintNote('bad', line) : line)
}

/** The same in one line, for a program. */
export function errorReason(error: unknown): string {
  const lines = error instanceof ApiProblem || isDescribed(error) ? describeError(error) : [String(error)]
  return lines.map((line) => line.trim()).join('; ')
}

function describeProblem(problem: ApiProblem): string[] {
  const { hint } = problem
  const shown = (text: string) => printable(inWordsOf('command', text))
  if (problem.errors.length === 0) return [shown(problem.message), ...(hint ? [shown(`  hint: ${hint}`)] : [])]
  return problem.errors.map(({ field, message, hint }) => shown(`${field}: ${message}${hint ? withHint(hint) : ''}`))
}

/** A hint behind what is wrong: in parentheses, or as a sentence where it has some itself. */
function withHint(hint: string): string {
  const words = hint.replace(/\.$/, '')
  return words.includes('(') ? `. ${words.charAt(0).toUpperCase()}${words.slice(1)}.` : ` (${words})`
}
