import type { Bisection, Run, Signature } from '@kbisect/contracts'
import type { Lab } from '@kbisect/lab'

/** What a bisection found of a lab, in the lab's own terms. */
export interface DemoFound {
  readonly scenario: string
  readonly outcome: string
  readonly label: string | null
  readonly culprit: { readonly hash: string; readonly subject: string } | null
  readonly affected: readonly string[]
  readonly unaffected: readonly string[]
  /** Where the bad revision fails, see {@link placeOf}. */
  readonly failsIn: string | null
  /** Share of the runs of kernels with the culprit that failed; null when none was counted. */
  readonly failureRate: number | null
  /** How many runs that share is of. */
  readonly failureRuns: number
  /** What came of the revert on the bad revision. */
  readonly revert: string | null
  /** Where else commits of the range fail, as the report lists it. */
  readonly otherFailures: readonly string[]
  /** Of a culprit that is a merge: the hashes of the commits that were found to meet in it. */
  readonly sides: readonly string[]
}

/** What `npm run demo -- --json` prints: of each scenario one line. */
export interface DemoAnswer extends DemoFound {
  /** The hash that the lab knows to be right. */
  readonly expectedCulprit: string
  /** How this differs from the truth, a sentence each; empty when it is the whole truth. */
  readonly wrong: readonly string[]
  readonly runs: number
  readonly builds: number
  /** Of the whole demo: the making of the lab and the start of the service are part of it. */
  readonly wallSeconds: number
  readonly url: string
}

/**
 * Where a failure is: the function that it is named after, or the source file of a compiler's
 * error.
 */
export function placeOf({ function: name, place, text }: Signature): string {
  return name ?? place ?? text
}

/** Reads a bisection that is over. */
export function demoFound(bisection: Bisection, { scenario }: Pick<Lab, 'scenario'>): DemoFound {
  const { result } = bisection
  const targets = (wanted: string) =>
    (result?.affectedTargets ?? []).filter((one) => one.result === wanted).map((one) => one.target)
  return {
    scenario,
    outcome: result?.outcome ?? 'error',
    label: result?.label ?? null,
    culprit: result?.culprit ? { hash: result.culprit.hash, subject: result.culprit.subject } : null,
    affected: targets('affected'),
    unaffected: targets('not affected'),
    failsIn: result?.signature ? placeOf(result.signature) : null,
    ...rateOf(result?.basis?.withCulprit ?? { passes: 0, failures: 0 }),
    revert: result?.checks.find(({ name }) => name === 'revert')?.result ?? null,
    // What a kernel warned of and survived is no failure.
    otherFailures: (result?.findings ?? []).filter(({ fatal }) => fatal).map(({ signature }) => placeOf(signature)),
    sides: (result?.merge?.sides ?? []).flatMap(({ commit }) => (commit ? [commit.hash] : [])),
  }
}

function rateOf({ passes, failures }: { readonly passes: number; readonly failures: number }) {
  const failureRuns = passes + failures
  return { failureRate: failureRuns === 0 ? null : failures / failureRuns, failureRuns }
}

/**
 * Where boots of the main target broke that were no answer, as they broke elsewhere; each place
 * once.
 */
export function strayFailures(
  runs: readonly Run[],
  { target }: Pick<Bisection, 'target'>,
  failsIn: readonly string[],
): string[] {
  const places = runs
    .filter((run) => run.target === target && run.reverted === null && run.patched === null && run.merged === null)
    .flatMap(({ result }) => (result.kind === 'failed' ? [placeOf(result.signature)] : []))
  return [...new Set(places)].filter((place) => !failsIn.includes(place))
}
