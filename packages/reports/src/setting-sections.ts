import type { Candidate, Target } from '@kbisect/contracts'
import { describeTest } from './failing-test.ts'
import { count, duration, field, oneLine, section, short, wrap } from './layout.ts'
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
  ])
}

/** What the search cost. */
export function effortSection({ bisection, builds, runs }: ReportInput): string {
  const built = count(builds.length || bisection.progress.builds, 'build')
  const ran = count(runs.length || bisection.progress.runs, 'run')
  const { startedAt, finishedAt } = bisection
  const took = startedAt && finishedAt ? ` in ${duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}` : ''
  return section('Effort', [`  ${built} and ${ran}${took}`])
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

/** Every commit that may be the culprit, when there is no single one. */
export function rangeSection({ bisection, candidates }: ReportInput): string {
  const hashes = bisection.result?.culprit ? [] : (bisection.result?.range ?? [])
  const known = new Map<string, Candidate>(candidates.map((candidate) => [candidate.hash, candidate]))
  const lines = hashes.slice(0, MOST_COMMITS).map((hash) => {
    const commit = known.get(hash)
    const why = commit?.reason ? ` [${commit.verdict ?? 'not tested'}: ${oneLine(commit.reason)}]` : ''
    const author = commit ? ` (${oneLine(commit.author)})` : ''
    return wrap(`${short(hash)} ${oneLine(commit?.subject ?? '')}${author}${why}`, '  * ', '    ')
  })
  if (hashes.length > MOST_COMMITS) lines.push(`  and ${hashes.length - MOST_COMMITS} more`)
  return section('The commits that are left', lines)
}
