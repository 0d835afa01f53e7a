import type { Bisection, Run } from '@kbisect/contracts'
import { evidence } from './group-runs.ts'

/** The two runs whose logs tell most when they are laid side by side. */
export interface TellingLogs {
  /** Of the culprit, else of the bad revision. */
  readonly firstBad: Run | undefined
  /** Of a parent of the culprit, else of the good revision. */
  readonly lastGood: Run | undefined
}

/**
 * The commits whose passing run is the last good one, the best first: the parents of the culprit,
 * then the good revision.
 */
export function goodCommits({ good, result }: Pick<Bisection, 'good' | 'result'>): string[] {
  const parents = (result?.checks ?? []).filter(({ name }) => name === 'parent').map(({ commit }) => commit)
  return [...new Set([...parents, good.hash])]
}

/** The last good log and the first bad one of a bisection, as far as it has come. */
export function tellingLogs(
  { good, bad, target, result }: Pick<Bisection, 'good' | 'bad' | 'target' | 'result'>,
  runs: readonly Run[],
): TellingLogs {
  const find = (commits: readonly (string | undefined)[], kind: Run['result']['kind']) => {
    for (const commit of commits) {
      if (commit === undefined) continue
      const run = evidence(runs, target, { name: 'culprit', commit }).find(
        (each) => each.log && each.result.kind === kind,
      )
      if (run) return run
    }
    return undefined
  }
  return {
    firstBad: find([result?.culprit?.hash, bad.hash], 'failed'),
    lastGood: find(goodCommits({ good, result }), 'passed'),
  }
}
