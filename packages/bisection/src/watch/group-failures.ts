import type { BisectionLink, RegressionLink, RevisionFailure, WatchResult, WatchState } from '@kbisect/contracts'
import { type Signature, sameFailure } from '@kbisect/verdict'

/** A result of a watched revision with what it belongs to. */
export interface CellResult extends Omit<WatchResult, 'signature'> {
  readonly signature: Signature | null
  readonly targetKey: string
  /** With the good revision that its failure was found against. */
  readonly regression: (RegressionLink & { readonly good: string }) | null
  /** The bisection of that regression; null while only checks ran. */
  readonly bisection: BisectionLink | null
}

/** One failure of a revision, and the results that show it. */
export interface FailureCells {
  readonly cells: readonly CellResult[]
  readonly failure: Omit<RevisionFailure, 'affected' | 'lastGood'>
}

const FAILS: ReadonlySet<WatchState> = new Set(['failed', 'flaky', 'inherited', 'does not build'])
const UNTESTED: ReadonlySet<WatchState> = new Set(['waiting', 'testing', 'not known'])

/**
 * Returns each failure of a revision once, the one of most targets first. Failures are the same by
 * their signatures, whatever was made of them: one target's may be flaky where another's is a
 * regression. Those without a signature are together by their regression, or else by their state.
 */
export function groupFailures(results: readonly CellResult[]): FailureCells[] {
  const groups: [CellResult, ...CellResult[]][] = []
  // Those with a signature first, so that the others find the group of their regression.
  const failing = results.filter(({ state }) => FAILS.has(state))
  for (const result of failing.toSorted((a, b) => Number(a.signature === null) - Number(b.signature === null))) {
    const same = groups.find((group) => group.some((other) => failsAlike(result, other)))
    if (same) same.push(result)
    else groups.push([result])
  }
  return groups.map((cells) => describe(cells, results)).toSorted((a, b) => b.cells.length - a.cells.length)
}

function failsAlike(one: CellResult, other: CellResult): boolean {
  if (one.testIndex !== other.testIndex || one.test !== other.test) return false
  if (one.signature !== null && other.signature !== null) return sameFailure(one.signature, other.signature)
  if (one.regression !== null || other.regression !== null) return one.regression?.id === other.regression?.id
  return one.signature === null && other.signature === null && one.state === other.state
}

function describe(cells: readonly [CellResult, ...CellResult[]], results: readonly CellResult[]): FailureCells {
  const [{ signature, test, testIndex }] = cells
  const others = results.filter((one) => one.testIndex === testIndex && one.test === test && !cells.includes(one))
  const targets = (isMeant: (state: WatchState) => boolean) =>
    others.filter(({ state }) => isMeant(state)).map(({ target }) => target)
  const failure = {
    ...{ signature, test, testIndex },
    passed: targets((state) => state === 'passed'),
    failsOtherwise: targets((state) => FAILS.has(state)),
    notTested: targets((state) => UNTESTED.has(state)),
    regressions: once(cells.map(({ regression }) => regression)).map(({ id, state, gone }) => ({ id, state, gone })),
    bisections: once(cells.map(({ bisection }) => bisection)),
  }
  return { cells, failure }
}

function once<T extends { readonly id: string }>(links: readonly (T | null)[]): T[] {
  return [...new Map(links.flatMap((link) => (link === null ? [] : [[link.id, link]]))).values()]
}
