import type { Bisection, Candidate, Target } from '@kbisect/contracts'
import { describeTest } from './failing-test.ts'
import { count, duration, field, oneLine, percent, section, short, wrap } from './layout.ts'
import type { ReportInput } from './report-input.ts'
import { firstBadRun, lastGoodRun, subjectOf } from './report-runs.ts'

function configOf(target: Target | undefined): string {
  if (!target) return ''
  const base = typeof target.config === 'string' ? target.config : target.config.name
  return [base, ...target.fragments.map((fragment) => fragment.name)].join(' + ')
}

const end = ({ ref, hash }: { ref: string; hash: string }): string =>
  ref === hash ? hash : `${oneLine(ref)} (${hash})`

/** Tree, range, test, configuration, compiler and machine. */
export function settingSection(input: ReportInput): string {
  const { bisection, builds } = input
  const target = bisection.targets[0]
  const toolchain = builds.find((build) => build.target === bisection.target)?.toolchain ?? target?.toolchain
  const machine = firstBadRun(input)
  return section('Where and how it was tested', [
    field('Tree', bisection.tree),
    field('Good', end(bisection.good)),
    field('Bad', end(bisection.bad)),
    field('Range', count(bisection.commits, 'commit')),
    field('Test', describeTest(bisection)),
    field('Architecture', bisection.architecture),
    field('Config', configOf(target)),
    target?.cmdline ? field('Command line', oneLine(target.cmdline)) : '',
    toolchain ? field('Toolchain', oneLine(toolchain)) : '',
    machine ? field('Machine', `${oneLine(machine.emulator)}, ${machine.accelerator}`) : '',
    ...appliedFixes(input).map((words) => field('Fix applied', words)),
  ])
}

/** Which fixes were put on top of commits that do not build without them: those were not tested as they are. */
function appliedFixes({ builds, runs, candidates }: ReportInput): string[] {
  const commits = new Map<string, Set<string>>()
  for (const { patched, commit } of [...builds, ...runs]) {
    if (patched !== null) commits.set(patched, (commits.get(patched) ?? new Set()).add(commit))
  }
  return [...commits].map(([fix, tested]) => {
    const subject = oneLine(subjectOf(candidates, fix))
    return `${short(fix)}${subject ? ` ("${subject}")` : ''} to test ${count(tested.size, 'commit')} that would not build`
  })
}

/** What the search cost. */
export function effortSection({ bisection, builds, runs }: ReportInput): string {
  const built = count(builds.length || bisection.progress.builds, 'build')
  const ran = count(runs.length || bisection.progress.runs, 'run')
  const { startedAt, finishedAt } = bisection
  const took = startedAt && finishedAt ? ` in ${duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}` : ''
  return section('Effort', [`  ${built} and ${ran}${took}`, wrap(canChange(bisection), '  ')])
}

/** Why so few builds were enough; empty where that is not known, or every commit counts. */
function canChange({ result, commits }: Bisection): string {
  const number = result?.canChange ?? null
  if (number === null || number >= commits) return ''
  return `Of ${count(commits, 'commit')} ${number.toLocaleString('en')} can change this kernel.`
}

/** Where the evidence is. */
export function linksSection(input: ReportInput): string {
  const bad = firstBadRun(input)
  const good = lastGoodRun(input)
  return section('Links', [
    field('Page', input.urls.page),
    bad ? field('First bad log', input.urls.log(bad.id)) : '',
    good ? field('Last good log', input.urls.log(good.id)) : '',
  ])
}

/** Other failures of the range, which are not the one that was looked for. */
export function findingsSection({ bisection, candidates }: ReportInput): string {
  const found = (bisection.result?.findings ?? []).map((finding) => {
    const [first] = finding.commits
    const where = first ? `, e.g. ${short(first)} ${oneLine(subjectOf(candidates, first))}` : ''
    return wrap(
      `${oneLine(finding.signature.text)}: at ${count(finding.commits.length, 'commit')}${where}`,
      '  * ',
      '    ',
    )
  })
  return section('Also seen in this range', found)
}

const MOST_COMMITS = 100

/** Every commit that may be the culprit, when there is no single one: the most probable first, the others as the range has them. */
export function rangeSection({ bisection, candidates }: ReportInput): string {
  const { culprit, range = [], ranked = [] } = bisection.result ?? {}
  const probability = new Map(ranked.map((one) => [one.commit, one.probability]))
  const probable = ranked.map(({ commit }) => commit).filter((commit) => range.includes(commit))
  const hashes = culprit ? [] : [...probable, ...range.filter((hash) => !probability.has(hash))]
  const known = new Map<string, Candidate>(candidates.map((candidate) => [candidate.hash, candidate]))
  const lines = hashes.slice(0, MOST_COMMITS).map((hash) => {
    const commit = known.get(hash)
    const why = commit?.reason ? ` [${commit.verdict ?? 'not tested'}: ${oneLine(commit.reason)}]` : ''
    const author = commit ? ` (${oneLine(commit.author)})` : ''
    const share = probability.get(hash)
    const sure = share === undefined ? '' : `${percent(share)}: `
    return wrap(`${sure}${short(hash)} ${oneLine(commit?.subject ?? '')}${author}${why}`, '  * ', '    ')
  })
  if (hashes.length > MOST_COMMITS) lines.push(`  and ${hashes.length - MOST_COMMITS} more`)
  return section(`The commits that are left${probable.length > 0 ? ', the most probable first' : ''}`, lines)
}
