import { type Build, type Check, failureText, type Run, type Signature } from '@kbisect/contracts'

/** A build or a run: what was made of a commit, for a target. */
type Fact = Pick<Build | Run, 'commit' | 'target' | 'reverted' | 'patched' | 'merged'>

/** A commit of the history, as it is or with the fix that makes it build. */
const isOfHistory = ({ reverted, merged }: Fact): boolean => reverted === null && merged === null

/**
 * Runs by commit, on one target and without a revert or a merge on top, each list in order of
 * attempt, those with a fix applied last.
 */
export function runsByCommit(runs: readonly Run[], target: string): Map<string, Run[]> {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    if (run.target !== target || !isOfHistory(run)) continue
    const group = groups.get(run.commit)
    if (group) group.push(run)
    else groups.set(run.commit, [run])
  }
  for (const group of groups.values()) {
    group.sort((a, b) => Number(a.patched !== null) - Number(b.patched !== null) || a.attempt - b.attempt)
  }
  return groups
}

const isPlain = (fact: Fact): boolean => isOfHistory(fact) && fact.patched === null
const isReverted = ({ reverted, merged }: Fact): boolean => reverted !== null && merged === null

/** Which sources of its commit a check speaks of. */
const sources: Record<Check['name'], (fact: Fact) => boolean> = {
  'bad revision': isPlain,
  'good revision': isPlain,
  'merge base': isPlain,
  culprit: isOfHistory,
  parent: isOfHistory,
  fix: (fact) => isOfHistory(fact) && fact.patched !== null,
  revert: isReverted,
  'revert on culprit': isReverted,
}

/** What a check rests on: the builds or the runs of its source, in their order. */
export function evidence<T extends Fact>(
  facts: readonly T[],
  target: string,
  { name, commit }: Pick<Check, 'name' | 'commit'>,
): T[] {
  return facts.filter((fact) => fact.target === target && fact.commit === commit && sources[name](fact))
}

/** What is known of some commits as they are on a target, in the order of the commits. */
export function factsOf<T extends Fact>(facts: readonly T[], target: string, commits: readonly string[]): T[] {
  return commits.flatMap((commit) => evidence(facts, target, { name: 'culprit', commit }))
}

/** What the kernel of a run warned of and went on. */
export function warningsOf({ result }: Pick<Run, 'result'>): readonly Signature[] {
  return result.kind === 'passed' || result.kind === 'failed' ? (result.warnings ?? []) : []
}

/** What a run showed, in a few words: `passed`, the line that the kernel printed of
 * its failure. */
export function runResultWords({ result }: Pick<Run, 'result'>): string {
  if (result.kind === 'passed') return 'passed'
  if (result.kind === 'failed') return failureText(result.signature)
  return result.reason
}

/** The same with what its kernel warned of. */
export function runResultAndWarnings(run: Pick<Run, 'result'>): string {
  const warnings = warningsOf(run)
  const off = run.result.kind === 'passed' ? (run.result.checksOff ?? []) : []
  return [
    runResultWords(run),
    ...warnings.map((warning) => `with ${failureText(warning)}`),
    ...(off.length > 0 ? [`stopped looking: ${off.join(', ')}`] : []),
  ].join('; ')
}
