import type { Candidate, Finding } from '@kbisect/contracts'
import { signatureLine } from '../format-failure.ts'
import type { ReportInput } from '../report-input.ts'
import { count, oneLine, percent, section, short, shortList, wrap } from '../text-format.ts'

/** Subjects of commits by hash, for those of the range. */
export function subjectOf(candidates: readonly Candidate[], hash: string): string {
  return candidates.find((candidate) => candidate.hash === hash)?.subject ?? ''
}

/** Other failures of the range: those that ended runs, and what kernels warned of that went on. */
export function findingsSection({ bisection, candidates }: ReportInput): string {
  const found = (bisection.result?.findings ?? []).map((finding) => {
    const [first] = finding.commits
    const subject = finding.commits.length === 1 && first ? oneLine(subjectOf(candidates, first)) : ''
    const where = `${shortList(finding.commits.map(short))}${subject === '' ? '' : ` ("${subject}")`}`
    return wrap(`${signatureLine(finding.signature)}: ${findingWords(finding)}, ${where}`, '  * ', '    ')
  })
  return section('Also seen in this range', found)
}

/** How often another failure was seen, and what it did. */
export function findingWords({ runs, fatal, commits }: Finding): string {
  const at = `at ${count(commits.length, 'commit')}`
  if (runs === 0) return `kept ${count(commits.length, 'commit')} from being tested`
  return fatal ? `ended ${count(runs, 'run')}, ${at}` : `the kernel went on, in ${count(runs, 'run')}, ${at}`
}

/** Commits whose Kconfig does not answer the target's configuration as the good revision does. */
export function driftSection({ bisection }: ReportInput): string {
  const drift = bisection.result?.drift ?? []
  if (drift.length === 0) return ''
  return section('Configuration', [
    wrap('Not every commit answers what the target asks for as the good revision does:'),
    ...drift.map(({ words, commits }) =>
      wrap(
        `${oneLine(words)}: at ${count(commits.length, 'commit')}, ${shortList(commits.map(short))}`,
        '  * ',
        '    ',
      ),
    ),
  ])
}

const MOST_COMMITS = 100

/**
 * The commits that may be the culprit when there is no single one: the most probable first, the
 * others as the range has them.
 */
export function commitsLeft({ result }: Pick<ReportInput['bisection'], 'result'>): {
  readonly hashes: readonly string[]
  readonly probability: ReadonlyMap<string, number>
  readonly isRanked: boolean
} {
  const { outcome, range = [], ranked = [] } = result ?? {}
  const probability = new Map(ranked.map((one) => [one.commit, one.probability]))
  const probable = ranked.map(({ commit }) => commit).filter((commit) => range.includes(commit))
  const hashes = outcome === 'culprit' ? [] : [...probable, ...range.filter((hash) => !probability.has(hash))]
  return { hashes, probability, isRanked: probable.length > 0 }
}

/**
 * Returns the first commits that may be the culprit, when there is no single one: the most probable
 * first, the others as the range has them.
 */
export function rangeSection(input: ReportInput, most: number): string {
  const { hashes, isRanked } = commitsLeft(input.bisection)
  const lines = hashes.slice(0, most).map((hash) => leftLine(input, hash))
  if (hashes.length > most) lines.push(`  and ${hashes.length - most} more, listed below`)
  return section(`The commits that are left${isRanked ? ', the most probable first' : ''}`, lines)
}

/** Returns the commits that {@link rangeSection} leaves out. */
export function moreOfRangeSection(input: ReportInput, shown: number): string {
  const { hashes } = commitsLeft(input.bisection)
  const lines = hashes.slice(shown, MOST_COMMITS).map((hash) => leftLine(input, hash))
  if (hashes.length > MOST_COMMITS) lines.push(`  and ${hashes.length - MOST_COMMITS} more`)
  return section('More commits that are left', lines)
}

function leftLine({ bisection, candidates }: ReportInput, hash: string): string {
  const commit = candidates.find((candidate) => candidate.hash === hash)
  const author = commit ? ` (${oneLine(commit.author)})` : ''
  const share = commitsLeft(bisection).probability.get(hash)
  const sure = share === undefined ? '' : `${percent(share)}: `
  return wrap(`${sure}${short(hash)} ${oneLine(commit?.subject ?? '')}${author}${statusWords(commit)}`, '  * ', '    ')
}

/** Why it was skipped, or what its runs said. */
function statusWords(commit: Candidate | undefined): string {
  if (!commit) return ''
  const { verdict, reason, noop } = commit
  if (reason) return ` [${verdict ?? 'not tested'}: ${oneLine(reason)}]`
  if (noop) return ' [not tested: it does not change this kernel, as far as can be told]'
  return verdict === null ? ' [not tested]' : ''
}
