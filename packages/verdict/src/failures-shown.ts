import type { RunResult, Signature } from './terms.ts'

/**
 * The failures that a run showed: how it failed, and, when warnings count as failures, what its
 * kernel warned of. The one that ended the run comes first.
 */
export function failuresShown(result: RunResult, warnings: 'ignore' | 'fail'): readonly Signature[] {
  const ended = result.kind === 'failed' ? [result.signature] : []
  return warnings === 'fail' ? [...ended, ...warningsOf(result)] : ended
}

/** What the kernel of a run warned of and went on. */
export function warningsOf(result: RunResult): readonly Signature[] {
  return result.kind === 'passed' || result.kind === 'failed' ? (result.warnings ?? []) : []
}
