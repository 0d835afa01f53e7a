import type { Assumption, AssumptionKind, Check } from '@kbisect/contracts'
import type { BisectionRecord, Revision, Task } from '../model/facts.ts'
import type { Counting } from '../model/range-evidence.ts'

/** What the proof of a culprit consists of. */
export interface ProofEvidence {
  readonly record: BisectionRecord
  readonly counting: Counting
  /** The revisions that stand for the culprit and for each of its parents. */
  readonly own: Revision
  readonly parents: readonly Revision[]
  readonly checks: readonly Check[]
  /** Commits of the range that could not be tested. */
  readonly untested: readonly string[]
  /** Hosts that live and can boot the target. */
  readonly hosts: readonly string[]
  /** Passes that clear a kernel. */
  readonly cleared: number
}

/** An assumption, and the runs that would settle it. */
export interface Settling {
  readonly assumption: Assumption | undefined
  readonly tasks: readonly Task[]
}

export const NOTHING: Settling = { assumption: undefined, tasks: [] }

/** The culprit's revision first. */
export const revisionsOf = ({ own, parents }: ProofEvidence): Revision[] => [own, ...parents]

export const settled = (kind: AssumptionKind, text: string): Assumption => ({
  kind,
  text,
  state: 'settled',
  lowersLabel: false,
})
export const open = (kind: AssumptionKind, text: string): Assumption => ({
  kind,
  text,
  state: 'open',
  lowersLabel: false,
})
/** Open, and it lowers the label. */
export const doubted = (kind: AssumptionKind, text: string): Assumption => ({
  kind,
  text,
  state: 'open',
  lowersLabel: true,
})

export const short = (hash: string): string => hash.slice(0, 12)
/** Names of commits, each once. */
export const all = (hashes: readonly string[]): string => [...new Set(hashes)].map(short).join(' and ')
