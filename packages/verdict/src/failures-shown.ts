import type { Signal, Signature } from './terms.ts'

/**
 * The failures that a run showed: how it failed, and, when complaints count as failures, what its kernel complained of.
 * The one that ended the run comes first.
 */
export function failuresShown(signal: Signal, complaints: 'ignore' | 'fail'): readonly Signature[] {
  const ended = signal.kind === 'failed' ? [signal.signature] : []
  return complaints === 'fail' ? [...ended, ...complaintsOf(signal)] : ended
}

/** What the kernel of a run complained of and went on. */
export function complaintsOf(signal: Signal): readonly Signature[] {
  return signal.kind === 'passed' || signal.kind === 'failed' ? (signal.complaints ?? []) : []
}
