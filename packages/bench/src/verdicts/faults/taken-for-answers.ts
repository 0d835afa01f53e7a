import type { ApiClient } from '@kbisect/testing'
import type { InjectedFault } from './injected-fault.ts'

type Run = Awaited<ReturnType<ApiClient['runs']>>[number]
type Build = Awaited<ReturnType<ApiClient['builds']>>[number]

/** What a bisection holds for answers about kernels. */
export interface StoredAnswers {
  readonly runs: readonly Pick<Run, 'command' | 'result'>[]
  readonly builds: readonly (Pick<Build, 'result' | 'reverted' | 'patched' | 'merged'> & {
    /** Of one that failed. */
    readonly log: string
  })[]
}

/** Faults of the machine that were stored as answers about kernels: there should be none. */
export function takenForAnswers(injected: readonly InjectedFault[], { runs, builds }: StoredAnswers): InjectedFault[] {
  const boots = new Map(injected.filter(({ where }) => where === 'boot').map((fault) => [fault.what, fault]))
  const changes = new Map(injected.filter(({ where }) => where === 'git').map((fault) => [fault.what, fault]))
  return [
    ...runs.flatMap(({ command }) => boots.get(/ -initrd (\S+)/.exec(command)?.[1] ?? '') ?? []),
    ...builds.flatMap((build) => (build.result === 'failed' ? (faultInLog(build.log) ?? []) : [])),
    ...builds.flatMap((build) => (build.result === 'conflict' ? (faultOfChange(build, changes) ?? []) : [])),
  ]
}

function faultInLog(log: string): InjectedFault | undefined {
  const kind = /^injected: (\S+)$/m.exec(log)?.[1]
  return kind === undefined ? undefined : { where: 'build', kind, what: '' }
}

function faultOfChange(
  { reverted, patched, merged }: StoredAnswers['builds'][number],
  changes: ReadonlyMap<string, InjectedFault>,
): InjectedFault | undefined {
  const made = [`revert:${reverted}`, `cherry-pick:${patched}`, `merge:${merged}`]
  return made.map((change) => changes.get(change)).find((fault) => fault !== undefined)
}
