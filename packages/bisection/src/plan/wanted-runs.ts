import type { Evidence } from '../model/evidence.ts'
import type { BisectionRecord, RerunFact, Task } from '../model/facts.ts'
import { mainTarget } from '../model/main-target.ts'
import { runnableRevision } from '../model/runnable-revision.ts'
import { furtherBoots } from './next-boot-attempts.ts'

/**
 * Runs that people asked for and that are not there yet: of each commit its boots, or first its
 * build.
 */
export function wantedRuns(record: BisectionRecord, evidence: Evidence): Task[] {
  const target = mainTarget(record)
  return [...totals(evidence.facts.reruns)].flatMap(([commit, runs]): Task[] => {
    const revision = runnableRevision(evidence, commit, target)
    const build = evidence.build(revision, target)
    if (!build) return [{ kind: 'build', revision, target }]
    // What does not build cannot be run, however often somebody asks.
    if (build.result !== 'built') return []
    return furtherBoots(evidence, revision, target, runs - evidence.runs(revision, target).length)
  })
}

function totals(reruns: readonly RerunFact[]): Map<string, number> {
  const most = new Map<string, number>()
  for (const { commit, runs } of reruns) most.set(commit, Math.max(runs, most.get(commit) ?? 0))
  return most
}
