import type { Bisection, Build, Run, RunResult, Signature } from '@kbisect/contracts'
import type { FactPages } from './fact-pages.ts'

/** What a report is made of, of all builds and runs. */
export interface KeptFacts {
  readonly builds: readonly Build[]
  readonly runs: readonly Run[]
}

type Known = Pick<Bisection, 'good' | 'bad' | 'mergeBases' | 'result'>

/** The commits whose logs, images and commands a report names. */
function namedCommits({ good, bad, mergeBases, result }: Known, parents: readonly string[]): ReadonlySet<string> {
  const checked = (result?.checks ?? []).map(({ commit }) => commit)
  const culprit = result?.culprit ? [result.culprit.hash, ...parents] : []
  return new Set([good.hash, bad.hash, ...mergeBases, ...checked, ...culprit])
}

/** As the service lists them. */
const inOrder = (a: Run, b: Run): number =>
  Date.parse(a.finishedAt) - Date.parse(b.finishedAt) || (a.id < b.id ? -1 : 1)

const place = ({ kind, function: name = '' }: Signature): string => `${kind} ${name}`

/** Equal for signals between which no report makes a difference. */
function runResultKey(result: RunResult): string {
  if (result.kind === 'skipped' || result.kind === 'infrastructure') return result.kind
  const warnings = [...new Set((result.warnings ?? []).map(place))].sort()
  const how = result.kind === 'failed' ? place(result.signature) : String((result.checksOff ?? []).length > 0)
  return JSON.stringify([result.kind, how, warnings])
}

/** Equal for runs between which no report makes a difference, but for how long they took. */
const runKey = ({ commit, target, reverted, patched, merged, image, accelerator, log, result }: Run): string =>
  JSON.stringify([commit, target, reverted, patched, merged, image, accelerator, log === null, runResultKey(result)])

/**
 * Reads all builds and runs and keeps what a report is made of: of runs that are alike the first
 * one, and of each target the longest one, in the order in which they ended. What only names how a
 * commit was built or booted is left out of commits that no report shows. So what is kept grows
 * with the commits that were tested, not with how often each of them was.
 */
export async function keepFacts(facts: FactPages, bisection: Known, parents: readonly string[]): Promise<KeptFacts> {
  const named = namedCommits(bisection, parents)
  const builds: Build[] = []
  for await (const page of facts.builds())
    for (const build of page)
      builds.push(named.has(build.commit) ? build : { ...build, commands: [], artifacts: [], droppedSymbols: [] })
  const first = new Map<string, Run>()
  const longest = new Map<string, Run>()
  for await (const page of facts.runs())
    for (const run of page) {
      const key = runKey(run)
      if (!first.has(key)) first.set(key, named.has(run.commit) ? run : { ...run, command: '' })
      if (run.seconds > (longest.get(run.target)?.seconds ?? -1)) longest.set(run.target, run)
    }
  const kept = new Map([...longest.values(), ...first.values()].map((run) => [run.id, run]))
  return { builds, runs: [...kept.values()].sort(inOrder) }
}
