import type { Target } from '@kbisect/contracts'
import type { Evidence } from '../model/evidence.ts'
import type { Revision, Task } from '../model/facts.ts'

/**
 * So many further boots of a revision. Runs end in any order, and one that was lost leaves a gap:
 * the lowest attempts that are not known are asked for, so that asking twice asks for the same.
 */
export function furtherBoots(evidence: Evidence, revision: Revision, target: Target, count: number): Task[] {
  const known = evidence.attempts(revision, target)
  const tasks: Task[] = []
  for (let attempt = 1; tasks.length < count; attempt++) {
    if (!known.has(attempt)) tasks.push({ kind: 'boot', revision, target, attempt })
  }
  return tasks
}
