import type { Target } from '@kbisect/contracts'
import type { Evidence } from './evidence.ts'
import type { Revision } from './facts.ts'

/**
 * The revision of a commit that has an image: itself, or with the fix that made it build; itself
 * while there is none.
 */
export function runnableRevision(evidence: Evidence, commit: string, target: Target): Revision {
  const revisions = evidence
    .testedRevisions(target)
    .filter((one) => one.commit === commit && !one.reverted && !one.merged)
  return revisions.find((one) => evidence.build(one, target)?.result === 'built') ?? { commit }
}
