import type { Drift } from '@kbisect/contracts'
import type { Evidence } from '../model/evidence.ts'
import type { BisectionRecord, BuildFact, DroppedSymbol, RangeCommit } from '../model/facts.ts'
import { mainTarget } from '../model/main-target.ts'

// More than this nobody reads in a row of a table.
const MOST_SYMBOLS = 4

/**
 * How each built commit's Kconfig answers what the target's configuration asks for, where it does
 * so otherwise than the good revision's (the bad revision's, while the good one is not built): a
 * symbol that is gone may be why a failure is, or is not, there.
 */
export function configDrift(record: BisectionRecord, evidence: Evidence): ReadonlyMap<string, string> {
  const target = mainTarget(record)
  const built = (commit: string) => {
    const build = evidence.build({ commit }, target)
    return build?.result === 'built' ? build : undefined
  }
  const reference = built(record.good.hash) ?? built(record.bad.hash)
  if (!reference) return new Map()
  const drifted = new Map<string, string>()
  for (const build of evidence.facts.builds) {
    const { commit, reverted, merged } = build.revision
    if (build.targetKey !== target.key || build.result !== 'built' || reverted || merged) continue
    const words = driftWords(build, reference)
    if (words !== '') drifted.set(commit, words)
  }
  return drifted
}

function driftWords({ droppedSymbols }: BuildFact, reference: BuildFact): string {
  const gone = droppedSymbols.filter((one) => !isAmong(reference.droppedSymbols, one)).map(goneWords)
  const back = reference.droppedSymbols.filter(({ symbol }) => !droppedSymbols.some((one) => one.symbol === symbol))
  const all = [...gone, ...back.map(({ symbol, wanted }) => `${symbol}=${wanted} is there, as asked for`)]
  const more = all.length > MOST_SYMBOLS ? ` and ${all.length - MOST_SYMBOLS} more` : ''
  return `${all.slice(0, MOST_SYMBOLS).join(', ')}${more}`
}

const isAmong = (list: readonly DroppedSymbol[], { symbol, got }: DroppedSymbol): boolean =>
  list.some((one) => one.symbol === symbol && one.got === got)

const goneWords = ({ symbol, wanted, got, fragment }: DroppedSymbol): string =>
  got === 'n' ? `${symbol}=${wanted} of ${fragment} is gone` : `${symbol} is ${got}, not ${wanted} as ${fragment} asks`

/** The same for a report: commits of the range with equal words together. */
export function driftOfRange(range: readonly RangeCommit[], drifted: ReadonlyMap<string, string>): Drift[] {
  const commits = new Map<string, string[]>()
  for (const { hash } of range) {
    const words = drifted.get(hash)
    if (words !== undefined) commits.set(words, [...(commits.get(words) ?? []), hash])
  }
  return [...commits].map(([words, hashes]) => ({ words, commits: hashes }))
}
