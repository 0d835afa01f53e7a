import type { Bisection, Progress } from '@kbisect/contracts'
import { beliefLine, unsureWords } from '../format-belief.ts'
import { printable } from '../printable.ts'
import { clock, roughly } from './durations.ts'

// The block must not get higher than the screen: it could not be painted over then.
const WORK_SHOWN = 8

type Work = Progress['working'][number]

const STAGES: Readonly<Record<Progress['stage'], string>> = {
  prepare: 'reading the history',
  boundaries: 'checking the boundaries',
  bases: 'checking the merge bases',
  narrow: 'narrowing',
  confirm: 'confirming the culprit',
  'affected-targets': 'checking other targets',
  report: 'reporting',
  done: 'done',
}

/** What is done now; a check of a watch has one stage alone. */
const stageWords = ({ progress: { stage }, check }: Pick<Bisection, 'progress' | 'check'>): string =>
  check ? 'testing the revision' : STAGES[stage]

/** `1 build`, `2 builds`. */
export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`

/** Where a bisection stands, in one line. */
export function statusLine(bisection: Bisection, now: number): string {
  const { progress, search, createdAt, expected, waitingFor } = bisection
  const { stage, candidatesLeft, commits, builds, runs, working, infrastructureErrors } = progress
  const parts = [
    stageWords(bisection),
    ...(commits > 0 ? [`${candidatesLeft} of ${count(commits, 'commit')} left`] : []),
    ...(search && stage === 'narrow' ? [unsureWords(search)] : []),
    `${count(builds, 'build')}, ${count(runs, 'run')}`,
    ...(['build', 'boot'] as const).flatMap((kind) => doing(kind, working)),
    ...(infrastructureErrors > 0 ? [count(infrastructureErrors, 'infrastructure error')] : []),
    ...(waitingFor ? [clauseOf(waitingFor)] : []),
    `${clock(now - Date.parse(createdAt))} elapsed`,
    ...remaining(expected),
  ]
  return parts.join(' · ')
}

const clauseOf = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '')

/** How long it is expected to take still, where that is known. */
export function remaining(expected: Bisection['expected']): string[] {
  return expected ? [`about ${roughly(expected.seconds)} left`] : []
}

function doing(kind: Work['kind'], working: readonly Work[]): string[] {
  const mine = working.filter((one) => one.kind === kind)
  if (mine.length === 0) return []
  const what = mine.map(({ commit, target }) => `${commit.slice(0, 12)} for ${target}`).join(', ')
  return [`${kind === 'build' ? 'building' : 'booting'} ${what}`]
}

/** Where a bisection stands, as the block of lines that a screen shows. Not cut to any width. */
export function statusBlock(bisection: Bisection, lastMessage: string | undefined, now: number): string[] {
  const { title, progress, search, createdAt, expected, waitingFor } = bisection
  const { stage, candidatesLeft, commits, builds, runs, infrastructureErrors } = progress
  const left = commits > 0 ? ` · ${candidatesLeft} of ${count(commits, 'commit')} left` : ''
  const errors = infrastructureErrors > 0 ? ` · ${count(infrastructureErrors, 'infrastructure error')}` : ''
  return [
    [`${clock(now - Date.parse(createdAt))}  ${title}`, ...remaining(expected)].join(' · '),
    `  stage     ${stageWords(bisection)}${left} · ${count(builds, 'build')}, ${count(runs, 'run')}${errors}`,
    ...(search && stage === 'narrow' ? [`  believes  ${beliefLine(search)}`] : []),
    ...(waitingFor ? [`  now       ${waitingFor}`] : []),
    ...progress.working.slice(0, WORK_SHOWN).map((work) => workLine(work, now)),
    ...(progress.working.length > WORK_SHOWN ? [`            and ${progress.working.length - WORK_SHOWN} more`] : []),
    ...(lastMessage === undefined ? [] : [`  last      ${lastMessage}`]),
  ].map(printable)
}

function workLine({ kind, commit, subject, target, startedAt }: Work, now: number): string {
  const doing = { build: 'building', boot: 'booting ' }[kind]
  const since = startedAt === null ? 'waits for a worker' : clock(now - Date.parse(startedAt))
  return `  ${doing}  ${commit.slice(0, 12)} for ${target}, ${since}${subject ? `  "${subject}"` : ''}`
}
