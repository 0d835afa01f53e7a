import type { Build, Run } from '@kbisect/contracts'
import type { ReportInput } from './report-input.ts'

/** A log that shows what a commit does on the main target. */
export interface TellingLog {
  readonly commit: string
  /** `failed`, `passed`, `does not build` … */
  readonly showed: string
  /** Of the artifact. */
  readonly digest: string
  /** The page that shows it to people. */
  readonly page: string
  /** Where programs read it. */
  readonly url: string
}

export interface TellingLogs {
  /** Of the culprit, else of the bad revision. */
  readonly bad: TellingLog | undefined
  /** Of the culprit's parent, else of the good revision. */
  readonly good: TellingLog | undefined
  /** Of merge bases that fail. */
  readonly bases: readonly TellingLog[]
}

/**
 * The first logs that tell something of each side, also where there is no culprit: of a run that
 * failed or passed as it should, else of any.
 */
export function tellingLogs(input: ReportInput): TellingLogs {
  const { bisection, candidates } = input
  const { culprit, checks = [] } = bisection.result ?? {}
  const parents = candidates.find(({ hash }) => hash === culprit?.hash)?.parents ?? []
  const first = (commits: readonly string[], wanted: Showed) => {
    for (const words of [wanted, 'any'] as const) {
      // Of a culprit only what makes it one; of a boundary, whatever it showed.
      for (const commit of words === 'any' ? commits.slice(-1) : commits) {
        const log = logOf(input, commit, words)
        if (log) return log
      }
    }
    return undefined
  }
  const bases = checks.filter(({ name, result }) => name === 'merge base' && result === 'failed')
  return {
    bad: first([...(culprit ? [culprit.hash] : []), bisection.bad.hash], 'failed'),
    good: first([...parents, bisection.good.hash], 'passed'),
    bases: bases.flatMap(({ commit }) => logOf(input, commit, 'failed') ?? []),
  }
}

type RunFacts = Pick<ReportInput, 'bisection' | 'runs'>
type Showed = 'failed' | 'passed'

function logOf(input: ReportInput, commit: string, wanted: Showed | 'any'): TellingLog | undefined {
  const shown = runsOf(input, commit).map((run) => ({ run, showed: whatRunShowed(input, run) }))
  const found = shown.find(({ run, showed }) => run.log !== null && (wanted === 'any' || showed === wanted))
  if (found && found.run.log !== null) {
    const { id, log: digest } = found.run
    return { commit, showed: found.showed, digest, page: input.urls.runPage(id), url: input.urls.log(id) }
  }
  // Where nothing was booted, the compiler has the word.
  return shown.length === 0 ? buildLogOf(input, commit, wanted) : undefined
}

function buildLogOf({ bisection, builds, urls }: ReportInput, commit: string, wanted: Showed | 'any') {
  const build = builds.find((one) => one.commit === commit && one.target === bisection.target && isPlain(one))
  const log = build?.artifacts.find(({ name }) => name === 'log')
  if (!build || !log) return undefined
  const isFailed = build.result !== 'built'
  if (wanted !== 'any' && (wanted === 'failed') !== isFailed) return undefined
  const showed = isFailed ? 'does not build' : 'builds'
  return { commit, showed, digest: log.digest, page: urls.buildPage(commit), url: urls.artifact(log.digest) }
}

const isPlain = ({ reverted, merged }: Pick<Build | Run, 'reverted' | 'merged'>) => reverted === null && merged === null

/**
 * Runs of a commit on the main target. Those with a fix applied come last: a commit as it is tells
 * more.
 */
function runsOf({ bisection, runs }: RunFacts, commit: string): Run[] {
  const mine = runs.filter((run) => run.commit === commit && run.target === bisection.target && isPlain(run))
  return mine.sort((a, b) => Number(a.patched !== null) - Number(b.patched !== null))
}

/** What a run showed, in a word or two; a warning is a failure where it counts as one. */
function whatRunShowed({ bisection }: Pick<ReportInput, 'bisection'>, { result }: Run): string {
  if (result.kind === 'skipped') return 'could not be judged'
  if (result.kind === 'infrastructure') return 'a fault of ours'
  const signature = bisection.result?.signature
  const isWarned =
    result.kind === 'passed' &&
    bisection.request.warnings === 'fail' &&
    (result.warnings ?? []).some(({ kind, function: name }) => kind === signature?.kind && name === signature.function)
  return isWarned ? 'failed' : result.kind
}

/** The first run of the culprit, else of the bad revision, that failed on the main target. */
export function firstBadRun(input: RunFacts): Run | undefined {
  const { bisection } = input
  const commits = [bisection.result?.culprit?.hash, bisection.bad.hash].filter((hash) => hash !== undefined)
  const runs = commits.flatMap((commit) => runsOf(input, commit))
  return runs.find((run) => run.log !== null && whatRunShowed(input, run) === 'failed')
}
