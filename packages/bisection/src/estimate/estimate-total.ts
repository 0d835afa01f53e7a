import type { BisectionRequest, Expected, Target } from '@kbisect/contracts'
import {
  addUp,
  affectedTargetsWork,
  boundariesWork,
  clearingPasses,
  type MeasuredSeconds,
  proofWork,
  SOLID,
  searchWork,
  type UsualSeconds,
  type Work,
} from '../model/expectation.ts'
import { runsAsked } from '../model/runs-asked.ts'

/**
 * What is assumed before anything was measured: a defconfig on a few cores, booted by emulation.
 */
const ASSUMED: UsualSeconds = { firstBuild: 900, build: 120, boot: 20 }

interface Beginning {
  readonly commits: number
  readonly request: BisectionRequest
  readonly targets: readonly Target[]
  readonly mergeBases: number
  /** Builds that can be made at once. */
  readonly slots: number
  readonly usual: MeasuredSeconds | undefined
}

/** What a bisection is expected to take in all, if its failure shows in every run. */
export function estimateTotal({ commits, request, targets, mergeBases, slots, usual }: Beginning): Expected {
  const { confirm } = runsAsked(request)
  const passes = clearingPasses(SOLID, confirm)
  const unseen = { built: false, runs: 0 }
  const bases: Work = { firstBuilds: 0, builds: mergeBases, runs: mergeBases * passes, lanes: 1 }
  const work = [
    boundariesWork(unseen, unseen, 1, slots),
    bases,
    searchWork(commits, { bad: 1, good: 0 }, slots),
    proofWork(passes, confirm, slots),
    affectedTargetsWork(targets.length - 1, 1, passes, slots),
  ]
  const isBuild = request.test?.kind === 'build'
  return addUp(isBuild ? work.map((one) => ({ ...one, runs: 0 })) : work, secondsOf(usual))
}

const secondsOf = (usual: MeasuredSeconds | undefined): UsualSeconds => ({
  firstBuild: usual?.firstBuild ?? ASSUMED.firstBuild,
  build: usual?.build ?? ASSUMED.build,
  boot: usual?.boot ?? ASSUMED.boot,
})

/** What {@link estimateTotal} rests on, in one sentence. */
export function measuredWords(
  usual: MeasuredSeconds | undefined,
  about: { readonly tree: string; readonly architecture: string; readonly test: string; readonly commits: number },
): string {
  const { firstBuild, build, boot } = secondsOf(usual)
  const boots =
    about.test === 'build' ? '' : `, a boot ${inWords(boot)}${usual && usual.boot === null ? ' (assumed)' : ''}`
  const times = `the first build for a target takes ${inWords(firstBuild)}, a further one ${inWords(build)}${boots}`
  const steps = Math.ceil(Math.log2(Math.max(2, about.commits)))
  const where = `${about.tree} on ${about.architecture}`
  const source = usual
    ? `As measured in the last bisections of ${where}`
    : `Assumed, as nothing was measured of ${where} yet`
  return `${source}: ${times}; about ${steps} steps, if it fails in every run.`
}

function inWords(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}
