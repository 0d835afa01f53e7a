import type { Run } from '@kbisect/contracts'

/** Runs by commit, on one target and without a revert on top, each list in order of attempt, those with a fix applied last. */
export function runsByCommit(runs: readonly Run[], target: string): Map<string, Run[]> {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    if (run.target !== target || run.reverted !== null) continue
    const group = groups.get(run.commit)
    if (group) group.push(run)
    else groups.set(run.commit, [run])
  }
  for (const group of groups.values()) {
    group.sort((a, b) => Number(a.patched !== null) - Number(b.patched !== null) || a.attempt - b.attempt)
  }
  return groups
}

/** The runs that a check rests on: of the commit, or for a revert those with something reverted on top. */
export function evidence(runs: readonly Run[], target: string, check: { name: string; commit: string }): Run[] {
  const reverted = check.name === 'revert'
  return runs
    .filter((run) => run.target === target && (run.reverted !== null) === reverted)
    .filter((run) => run.commit === check.commit || run.reverted === check.commit)
    .sort((a, b) => a.attempt - b.attempt)
}

/** What a run showed, in a few words: `passed`, `panic in cma_init_reserved_mem`. */
export function signalWords({ signal }: Pick<Run, 'signal'>): string {
  if (signal.kind === 'passed') return 'passed'
  if (signal.kind === 'failed') return signal.signature.text
  return signal.reason
}
