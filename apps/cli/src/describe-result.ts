import type { Bisection, BisectionResult, Check, Finding, MergeSide } from '@kbisect/contracts'
import {
  badgeOf,
  culpritLabel,
  failureText,
  labelWords,
  queueWords,
  restsOnPatchedBuild,
  shownLabel,
  sortedAssumptions,
} from '@kbisect/contracts/words'
import { nameBisection } from './command-name.ts'
import { fillLines } from './fill-lines.ts'
import { canChangeWords, percentColumn } from './format-belief.ts'
import { badgeTone, plain } from './paint.ts'
import { printable } from './printable.ts'
import { clock } from './progress/durations.ts'
import { count } from './progress/status-lines.ts'

const RANGE_SHOWN = 20
const COLUMNS = 80

/**
 * How a bisection ended, or where it stands, in lines for a person. The first line has the colour
 * of the answer.
 */
export function describeResult(bisection: Bisection, url: string, paint = plain): string[] {
  return [
    ...headline(bisection),
    ...found(bisection),
    ...canChange(bisection),
    ...checks(bisection),
    ...assumptions(bisection),
    ...affectedTargets(bisection),
    ...besides(bisection),
    ...ofWatch(bisection),
    ...costs(bisection),
    ...logs(bisection),
    `  page      ${url}`,
  ]
    .map(printable)
    .map((line, at) => (at === 0 ? paint(badgeTone(badgeOf(bisection).kind), line) : line))
}

function headline(bisection: Bisection): string[] {
  const { result, words, state, stage, reason, waitingFor } = bisection
  if (state === 'queued')
    return [`${badgeOf(bisection).badge}: it ${queueWords(bisection)}.`, ...(waitingFor ? [waitingFor] : [])]
  if (!result && bisection.check)
    return [`${badgeOf(bisection).badge}${reason ? `: ${nameBisection(reason, bisection.id)}` : ''}`]
  if (!result) return [`${state}, stage ${stage}${reason ? `: ${nameBisection(reason, bisection.id)}` : ''}`]
  const { probability } = result
  const what = bisection.check ? badgeOf(bisection).badge : foundWords(result, state)
  const sure = probability === null ? '' : ` (probability ${probability.toFixed(3)})`
  // A service of before says no sentences.
  if (!words) return [`${what}${sure}: ${result.reason}`]
  const first = [words.found, words.affectedTargets].filter((part) => part !== null).join(' ')
  return [`${what}${sure}`, ...fillLines(first, COLUMNS), ...fillLines(words.sure ?? '', COLUMNS)]
}

/** `Probable culprit, not confirmed, tested with a patch applied`. */
function foundWords(result: BisectionResult, state: Bisection['state']): string {
  const label = culpritLabel(result)
  const words = [
    badgeOf({ state, ...result }).badge,
    label === 'probable' ? labelWords(label).caveat : null,
    // The word that `kbisect list --outcome` takes, where the label does not say it.
    shownLabel(result) !== null && !['culprit', 'range'].includes(result.outcome) ? result.outcome : null,
    restsOnPatchedBuild(result) ? 'tested with a patch applied' : null,
  ]
  return words.filter((part) => part !== null).join(', ')
}

function found({ result }: Bisection): string[] {
  if (!result) return []
  const { outcome, culprit, range, signature, merge } = result
  const isFound = culprit !== null && outcome === 'culprit'
  return [
    ...(isFound
      ? [
          `  ${culpritLabel(result) === 'probable' ? 'probable' : 'culprit '}  ${culprit.hash}`,
          `            "${culprit.subject}"`,
          `            ${culprit.author}`,
        ]
      : []),
    ...(signature ? [`  failure   ${failureText(signature)}`] : []),
    ...(merge?.sides ?? []).flatMap(mergeSide),
    ...(isFound ? [] : left(result)),
    ...(!isFound && range.length > RANGE_SHOWN ? [`            and ${range.length - RANGE_SHOWN} more`] : []),
  ]
}

function mergeSide({ parent, commit, reason }: MergeSide, at: number): string[] {
  const side = `  ${at === 0 ? 'meets' : '     '}     side of ${parent.slice(0, 12)}: `
  if (!commit) return [`${side}${reason}`]
  return [`${side}${commit.hash.slice(0, 12)} "${commit.subject}"`, `            ${commit.author}: ${reason}`]
}

/** The commits that it can be, the most probable first. */
function left({ range, ranked }: BisectionResult): string[] {
  const known = new Map(ranked.map((one) => [one.commit, one]))
  const probable = ranked.map(({ commit }) => commit).filter((commit) => range.includes(commit))
  const hashes = [...probable, ...range.filter((hash) => !known.has(hash))]
  return hashes.slice(0, RANGE_SHOWN).map((hash, at) => {
    const one = known.get(hash)
    return `  ${at === 0 ? 'one of' : '      '}    ${hash}${one ? ` ${percentColumn(one.probability)}  "${one.subject}"` : ''}`
  })
}

function canChange(bisection: Bisection): string[] {
  const words = canChangeWords(bisection)
  return words === undefined ? [] : [`  range     ${words}`]
}

// A check that "passed" may rest on runs that failed, as a culprit's has to.
const CHECKED: Readonly<Record<Check['result'], string>> = {
  passed: 'as it must be',
  failed: 'not as it must be',
  conflict: 'could not be reverted',
  'does not build': 'does not build',
  'could not tell': 'could not tell',
}

/** Checks whose names on the wire are not the field’s words. */
const CHECK_NAMES: Partial<Record<Check['name'], string>> = {
  'bad revision': 'bad revision',
  'good revision': 'good revision',
  fix: 'patch alone',
  revert: 'revert on bad',
}

function checks({ result, check: ofWatch }: Bisection): string[] {
  if (ofWatch) return (result?.checks ?? []).map(revisionLine)
  return (result?.checks ?? []).map(({ name, commit, result: answer, passes, failures, reason }) => {
    const runs = passes + failures === 0 ? '' : `: ${passes} passed, ${failures} failed`
    const why = reason === undefined || answer === 'passed' ? '' : ` (${reason})`
    const how = name === 'fix' && answer === 'conflict' ? 'does not apply' : CHECKED[answer]
    return `  ${(CHECK_NAMES[name] ?? name).padEnd(CHECK_COLUMN)} ${commit.slice(0, 12)} ${how}${runs}${why}`
  })
}

/** How one of the revisions did that a check of a watch tests. */
function revisionLine({ name, commit, result, passes, failures, reason }: Check): string {
  const did = passes + failures === 0 ? CHECKED[result] : `${passes} passed, ${failures} failed`
  const what = name === 'bad revision' ? 'revision' : 'last good'
  return `  ${what.padEnd(9)} ${commit.slice(0, 12)} ${did}${failures > 0 && reason ? ` (${reason})` : ''}`
}

const CHECK_COLUMN = 'revert on culprit'.length

/** What else could explain the runs. */
function assumptions({ result }: Bisection): string[] {
  return sortedAssumptions(result ?? { assumptions: [] }).map(({ kind, text, state, lowersLabel }) => {
    const weight = state === 'open' && lowersLabel ? ' (lowers the label)' : ''
    return `  ${state.padEnd(9)} ${kind}: ${text}${weight}`
  })
}

function affectedTargets({ result }: Bisection): string[] {
  return (result?.affectedTargets ?? []).map(({ target, result: answer, reason, culprit, signature }) => {
    const total = culprit ? culprit.passes + culprit.failures : 0
    const runs = culprit && total > 0 ? [`fails ${culprit.failures} of ${total}`] : []
    const how = answer === 'not affected' && runs.length > 0 ? [] : [signature ? failureText(signature) : reason]
    return `  ${target}: ${answer} (${[...runs, ...how].join('; ')})`
  })
}

/**
 * What else the range showed: other failures, warnings, commits that answer the configuration
 * otherwise.
 */
function besides({ result }: Bisection): string[] {
  return [
    ...(result?.findings ?? []).map(
      (finding) => `  also seen ${failureText(finding.signature)}: ${findingWords(finding)}`,
    ),
    ...(result?.drift ?? []).map(({ words, commits }) => `  config    ${words}: at ${count(commits.length, 'commit')}`),
  ]
}

function findingWords({ runs, fatal, commits }: Finding): string {
  const at = count(commits.length, 'commit')
  if (runs === 0) return `kept ${at} from being tested`
  return `${fatal ? 'ended' : 'the kernel went on, in'} ${count(runs, 'run')}, at ${at}`
}

/** The watch that began it, and the regression that a check found. */
function ofWatch({ watch, check }: Bisection): string[] {
  return [
    ...(watch ? [`  watch     ${watch.name} (kbisect watch-branch show ${watch.name})`] : []),
    ...(check && check.regressionId !== null ? [`  regression ${check.regressionId}`] : []),
  ]
}

function costs({ progress, createdAt, finishedAt }: Bisection): string[] {
  const took = finishedAt === null ? '' : `, ${clock(Date.parse(finishedAt) - Date.parse(createdAt))}`
  return [`  spent     ${count(progress.builds, 'build')}, ${count(progress.runs, 'run')}${took}`]
}

/** How to read what both revisions showed, where that is the answer. */
function logs({ id, result, bad, good, test, check }: Bisection): string[] {
  if (!result || result.culprit || result.range.length > 0 || result.outcome === 'cancelled') return []
  // Nothing was booted; the report links what the compiler said.
  if (test === 'build') return []
  const read = ({ hash }: Bisection['good']) => `kbisect log ${id} ${hash.slice(0, 12)}`
  if (check) return [`  log       ${read(bad)}`]
  return [`  bad revision   ${read(bad)}`, `  good revision  ${read(good)}`]
}
