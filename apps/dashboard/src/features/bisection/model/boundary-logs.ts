import type { Bisection, Build, Check, Run } from '@kbisect/contracts'
import { evidence, warningsOf } from '../../../model/group-runs.ts'

/** A boundary of the range, or where its histories parted, with the log that tells most of it. */
export interface BoundaryLog {
  readonly name: 'bad revision' | 'good revision' | 'merge base'
  readonly commit: string
  /** What it was called in the request; undefined for a merge base. */
  readonly ref: string | undefined
  readonly check: Check | undefined
  /** Undefined: it was never booted, or left no log. */
  readonly run: Run | undefined
  /** For want of a run, the artifact with what the compiler said. */
  readonly buildLog: string | undefined
}

type Known = Pick<Bisection, 'good' | 'bad' | 'target' | 'result' | 'request'>

/**
 * Both revisions and all merge bases that were checked, each with the first run that failed where
 * that is the news, else the first of all.
 */
export function boundaryLogs(bisection: Known, runs: readonly Run[], builds: readonly Build[]): BoundaryLog[] {
  const { good, bad, result, target, request } = bisection
  const checks = result?.checks ?? []
  const about = (name: BoundaryLog['name'], commit: string, ref?: string): BoundaryLog => {
    const mine = evidence(runs, target, { name, commit }).filter(({ log }) => log !== null)
    // Of a good revision that is good, a run that passed; of all else, one that failed.
    const isGood = name === 'good revision' && checks.some((check) => check.name === name && check.result === 'passed')
    const telling = mine.find((run) => run.result.kind !== 'skipped' && hasFailed(run, request) !== isGood)
    const [build] = evidence(builds, target, { name, commit })
    return {
      name,
      commit,
      ref,
      check: checks.find((check) => check.name === name && check.commit === commit),
      run: telling ?? mine[0],
      buildLog: build?.artifacts.find((artifact) => artifact.name === 'log')?.digest,
    }
  }
  const bases = checks.filter(({ name }) => name === 'merge base')
  return [
    about('bad revision', bad.hash, bad.ref),
    about('good revision', good.hash, good.ref),
    ...bases.map(({ commit }) => about('merge base', commit)),
  ]
}

/** Where warnings count, a boot that goes on after one has failed too. */
function hasFailed(run: Run, { warnings }: Bisection['request']): boolean {
  return run.result.kind === 'failed' || (warnings === 'fail' && warningsOf(run).length > 0)
}
