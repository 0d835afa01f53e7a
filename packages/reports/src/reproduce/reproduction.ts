import type { Build, Run } from '@kbisect/contracts'
import type { ReportInput } from '../report-input.ts'
import { type RecordedBoot, type RecordedBuild, readBoot, readBuild } from './recorded-commands.ts'

/** The build and the run that show the failure best, and how they were made. */
export interface Reproduction {
  /** The culprit, else the bad revision. */
  readonly commit: string
  readonly subject: string
  readonly isCulprit: boolean
  /** Empty where they are not known: the bad revision of a range that was not read. */
  readonly parents: readonly string[]
  readonly build: Build
  readonly recorded: RecordedBuild
  /** Undefined for a kernel that does not build, or that was not booted. */
  readonly run: Run | undefined
  readonly boot: RecordedBoot | undefined
}

type Input = Pick<ReportInput, 'bisection' | 'candidates' | 'builds' | 'runs'>

/**
 * The build of a commit on the main target: as it is if that could be built, else with the fix that
 * made it build; the clean one where there are two, as that one counts.
 */
export function buildOf({ bisection, builds }: Input, commit: string): Build | undefined {
  const rank = ({ result, patched, clean }: Build) =>
    (result === 'built' ? 0 : 4) + (patched === null ? 0 : 2) + (clean ? 0 : 1)
  return builds
    .filter((one) => one.commit === commit && one.target === bisection.target)
    .filter(({ reverted, merged, result }) => reverted === null && merged === null && result !== 'conflict')
    .sort((a, b) => rank(a) - rank(b))[0]
}

function runOf({ bisection, runs }: Input, { commit, patched, artifacts }: Build): Run | undefined {
  const mine = runs.filter(
    (run) =>
      run.commit === commit &&
      run.target === bisection.target &&
      run.reverted === null &&
      run.merged === null &&
      run.patched === patched &&
      // A clean build can have given another image than the one that was booted before.
      (run.image === null || artifacts.every(({ name, digest }) => name !== 'image' || digest === run.image)) &&
      readBoot(run) !== undefined,
  )
  const like = (wanted: (run: Run) => boolean) => mine.find(wanted)
  const kind = bisection.result?.signature?.kind
  return (
    like(({ result }) => result.kind === 'failed' && result.signature.kind === kind) ??
    like(({ result }) => result.kind === 'failed') ??
    mine[0]
  )
}

/**
 * What there is to reproduce; undefined while nothing was built, or where how it was built is not
 * known.
 */
export function findReproduction(input: Input): Reproduction | undefined {
  const { bisection, candidates } = input
  const culprit = bisection.result?.culprit
  const commits = [...(culprit ? [culprit.hash] : []), bisection.bad.hash]
  const build = commits.map((commit) => buildOf(input, commit)).find((found) => found !== undefined)
  const recorded = build ? readBuild(build) : undefined
  if (!build || !recorded) return undefined
  const candidate = candidates.find(({ hash }) => hash === build.commit)
  const run = build.result === 'built' ? runOf(input, build) : undefined
  return {
    commit: build.commit,
    subject: candidate?.subject ?? (build.commit === culprit?.hash ? culprit.subject : ''),
    isCulprit: build.commit === culprit?.hash,
    parents: candidate?.parents ?? [],
    build,
    recorded,
    run,
    boot: run ? readBoot(run) : undefined,
  }
}
