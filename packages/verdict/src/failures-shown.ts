import type { Signal, Signature } from './terms.ts'

/**
 * The failures that a run showed: how it failed, and, when warnings count as failures, what its kernel warned of.
 * The one that ended the run comes first.
 */
export function failuresShown(signal: Signal, warnings: 'ignore' | 'fail'): readonly Signature[] {
  const ended = signal.kind === 'failed' ? [signal.signature] : []
  return warnings === 'fail' ? [...ended, ...warningsOf(signal)] : ended
}

/** What the kernel of a run warned of and went on. */
export function warningsOf(signal: Signal): readonly Signature[] {
  return signal.kind === 'passed' || signal.kind === 'failed' ? (signal.warnings ?? []) : []
}
