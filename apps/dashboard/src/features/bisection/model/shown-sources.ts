import type { Bisection } from '@kbisect/contracts'

interface Source {
  readonly commit: string
  readonly target: string
}

/**
 * The commits, each on a target, whose builds and runs the page of a bisection shows besides the
 * newest: those its result rests on.
 */
export function shownSources(
  { good, bad, mergeBases, target, result }: Pick<Bisection, 'good' | 'bad' | 'mergeBases' | 'target' | 'result'>,
  selected: string | undefined,
): Source[] {
  const onMain = [
    bad.hash,
    good.hash,
    ...mergeBases,
    ...(result?.culprit ? [result.culprit.hash] : []),
    ...(result?.checks ?? []).map(({ commit }) => commit),
    ...(selected === undefined ? [] : [selected]),
  ].map((commit) => ({ commit, target }))
  const elsewhere = (result?.affectedTargets ?? []).flatMap((row) => {
    const culprit = row.culprit?.commit ?? result?.culprit?.hash
    const commits = [...(culprit === undefined ? [] : [culprit]), ...(row.parents ?? []).map(({ commit }) => commit)]
    return commits.map((commit) => ({ commit, target: row.target }))
  })
  const all = [...onMain, ...elsewhere]
  return [...new Map(all.map((source) => [`${source.commit} ${source.target}`, source])).values()]
}
