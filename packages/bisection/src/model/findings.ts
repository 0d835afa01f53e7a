import type { Finding } from '@kbisect/contracts'
import { sameFailure } from '@kbisect/verdict'
import type { RangeCommit } from './facts.ts'
import { gather, type OtherFailure, type RangeEvidence, type Showing } from './range-evidence.ts'

type Known = Pick<RangeEvidence, 'showings' | 'besidesBefore'>

/**
 * Failures that are not the one searched for, with the commits that showed them in the order of the
 * range: what ended runs first, then what kernels warned of. A warning that kernels from before the
 * range have as well is left out.
 */
export function findingsOf(range: readonly RangeCommit[], { showings, besidesBefore }: Known): Finding[] {
  const seen = range.flatMap(({ hash }) => {
    const showing = showings.get(hash)
    return showing ? besidesOf(showing).map((one) => ({ ...one, commits: [hash] })) : []
  })
  const found = gather(seen).map(({ signature, runs, fatal }) => {
    const commits = seen.filter((one) => sameFailure(one.signature, signature)).flatMap((one) => one.commits)
    const isOld = besidesBefore.some((one) => sameFailure(one.signature, signature))
    return { isOld, finding: { signature, runs, fatal, commits: [...new Set(commits)] } }
  })
  const news = found.filter(({ finding, isOld }) => finding.fatal || !isOld).map(({ finding }) => finding)
  return [...news.filter(({ fatal }) => fatal), ...news.filter(({ fatal }) => !fatal)]
}

/** With what kept a commit from being tested. */
function besidesOf({ build, besides, passes, failures }: Showing): readonly OtherFailure[] {
  const compile = build?.result === 'failed' && passes + failures === 0 ? build.signature : null
  if (!compile || besides.some(({ signature }) => sameFailure(signature, compile))) return besides
  return [{ signature: compile, runs: 0, fatal: true }, ...besides]
}
