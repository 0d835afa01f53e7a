import { type Bisection, commitPage, guestParts, loreLink, type TargetSummary } from '@kbisect/contracts'
import { wantedWords } from '../format-failure.ts'
import type { ReportInput } from '../report-input.ts'
import { firstBadRun, type TellingLog, tellingLogs } from '../representative-logs.ts'
import { findReproduction } from '../reproduce/reproduction.ts'
import { count, duration, field, oneLine, section, short, wrap } from '../text-format.ts'
import { describeTest } from './failing-test.ts'
import { isCheck } from './format-check-result.ts'
import { subjectOf } from './range-sections.ts'

function configOf(target: TargetSummary | undefined): string {
  if (!target) return ''
  const base = typeof target.config === 'string' ? target.config : target.config.name
  return [base, ...target.fragments.map((fragment) => fragment.name)].join(' + ')
}

const end = ({ ref, hash }: { ref: string; hash: string }): string =>
  ref === hash ? hash : `${oneLine(ref)} (${hash})`

/** Tree, range, test, configuration, compiler and machine: names and what they are. */
export function settingFields(input: ReportInput): (readonly [name: string, value: string])[] {
  const { bisection, builds } = input
  const { failure, warnings } = bisection.request
  const target = bisection.targets[0]
  const toolchain = builds.find((build) => build.target === bisection.target)?.toolchain ?? target?.toolchain
  const machine = firstBadRun(input)
  const fields: (readonly [string, string])[] = [
    ['Tree', bisection.tree],
    ['Git URL', oneLine(input.tree?.url ?? '')],
    ['Branch', bisection.branch === null ? '' : oneLine(bisection.branch)],
    ...rangeFields(bisection),
    ['Test', describeTest(bisection)],
    ['Looked for', failure ? wantedWords(failure) : ''],
    ['Warnings', warnings === 'fail' ? 'of a kernel that goes on count as failures' : ''],
    ['Architecture', bisection.architecture],
    ['Config', configOf(target)],
    ['Command line', oneLine(target?.cmdline ?? '')],
    ['Guest', guestParts(target?.guest).join(', ')],
    ['Toolchain', oneLine(toolchain ?? '')],
    ['Machine', machine ? `${oneLine(machine.emulator)}, ${machine.accelerator}` : ''],
    ...appliedFixes(input).map((words) => ['Fix applied', words] as const),
  ]
  return fields.filter(([, value]) => value !== '')
}

/** The commits that were given; a check has no range between them. */
function rangeFields(bisection: Bisection): (readonly [string, string])[] {
  const { good, bad, commits } = bisection
  if (!isCheck(bisection))
    return [
      ['Good', end(good)],
      ['Bad', end(bad)],
      ['Range', count(commits, 'commit')],
    ]
  return [
    ['Watch', oneLine(bisection.watch?.name ?? '')],
    ['Revision', end(bad)],
    ['Compared with', good.hash === bad.hash ? '' : end(good)],
  ]
}

/** The same as a part of the report. */
export function settingSection(input: ReportInput): string {
  return section(
    'Where and how it was tested',
    settingFields(input).map(([name, value]) => field(name, value)),
  )
}

/**
 * Which fixes were applied: to commits that do not build without them, and to others to see what
 * the fix does by itself.
 */
function appliedFixes({ builds, runs, candidates }: ReportInput): string[] {
  const commits = new Map<string, Set<string>>()
  for (const { patched, commit } of [...builds, ...runs]) {
    if (patched !== null) commits.set(patched, (commits.get(patched) ?? new Set()).add(commit))
  }
  const plain = builds.filter((build) => isPlain(build) && build.result === 'built')
  const builtPlain = new Set(plain.map(({ commit }) => commit))
  return [...commits].map(([fix, tested]) => {
    const subject = oneLine(subjectOf(candidates, fix))
    const broken = [...tested].filter((hash) => !builtPlain.has(hash)).length
    const purposes = [
      broken === 0 ? '' : `to test ${count(broken, 'commit')} that would not build`,
      broken === tested.size ? '' : `on ${count(tested.size - broken, 'commit')} to see what it does by itself`,
    ].filter((one) => one !== '')
    return `${short(fix)}${subject ? ` ("${subject}")` : ''} ${purposes.join(', and ')}`
  })
}

const isPlain = ({ patched, reverted, merged }: ReportInput['builds'][number]): boolean =>
  patched === null && reverted === null && merged === null

/** What the search cost. */
export function effortSection({ bisection }: ReportInput): string {
  const built = count(bisection.progress.builds, 'build')
  const ran = count(bisection.progress.runs, 'run')
  const { startedAt, finishedAt } = bisection
  const took = startedAt && finishedAt ? ` in ${duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}` : ''
  return section('Effort', [`  ${built} and ${ran}${took}`, canChange(bisection)])
}

/** Why so few builds were enough; empty where that is not known, or every commit counts. */
function canChange({ result, commits }: Bisection): string {
  const number = result?.canChange ?? null
  if (number === null || number >= commits) return ''
  return wrap(`Of ${count(commits, 'commit')} ${number.toLocaleString('en')} can change this kernel.`, '  ')
}

/** Said beside links that not everybody can open. */
export const LINKS_NEED_TOKEN = 'Sign in with a token of this service to open these links.'

/** Returns the culprit's page, where its tree has such pages. */
export function culpritLink({ bisection, tree }: Pick<ReportInput, 'bisection' | 'tree'>): string | undefined {
  const hash = bisection.result?.culprit?.hash
  return hash === undefined || tree === undefined ? undefined : commitPage(tree, hash)
}

/** Returns where the kernel's lists discussed the culprit, where that is likely. */
export function discussionLink({ bisection, tree, culprit }: ReportInput): string | undefined {
  const subject = bisection.result?.culprit?.subject
  if (subject === undefined || tree === undefined) return undefined
  return loreLink({ subject, message: culprit?.body ?? '' }, tree.url)
}

/**
 * Returns the part that links the page of the bisection and the logs that tell most, also where
 * there is no culprit.
 */
export function linksSection(input: ReportInput): string {
  const { bad, good, bases } = tellingLogs(input)
  const logs =
    input.bisection.result?.outcome === 'culprit'
      ? [bad ? field('First bad log', bad.page) : '', good ? field('Last good log', good.page) : '']
      : [
          ...(bad ? endLog('Bad revision', bad) : []),
          ...(good ? endLog('Good revision', good) : []),
          ...bases.flatMap((base) => endLog('Merge base', base)),
        ]
  const config = findReproduction(input)?.build.artifacts.find(({ name }) => name === 'config')
  const files = config ? [field('Kernel config', input.urls.artifact(config.digest))] : []
  const note = input.urls.reads === 'token' ? [wrap(LINKS_NEED_TOKEN, '  ')] : []
  const commit = culpritLink(input)
  const discussion = discussionLink(input)
  const commits = [
    ...(commit === undefined ? [] : [field('Commit', commit)]),
    ...(discussion === undefined ? [] : [field('Discussion', discussion)]),
  ]
  return section('Links', [field('Page', input.urls.page), ...commits, ...logs, ...files, ...note])
}

const endLog = (name: string, { page, showed, commit }: TellingLog): string[] => [
  field(name, `${short(commit)} ${showed}:`),
  `    ${page}`,
]
