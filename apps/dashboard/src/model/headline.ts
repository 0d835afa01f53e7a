import {
  type Bisection,
  type BisectionSummary,
  type Cause,
  type CulpritLabel,
  culpritLabel,
  type Outcome,
  queueWords,
  restsOnPatchedBuild,
} from '@kbisect/contracts'
import { checkHeadline } from './check-headline.ts'
import { pageWords } from './page-words.ts'

/** A piece of a sentence; `quote` is set apart, such as a commit's subject. */
export interface Part {
  readonly text: string
  readonly quote?: true
}

export interface Headline {
  readonly sentence: readonly Part[]
  /** What follows in smaller letters; empty when there is nothing to add. */
  readonly detail: string
  /** How sure that is, and what it rests on. */
  readonly sure?: string
  /** Of a sentence that names a culprit: what it may look like. */
  readonly label?: CulpritLabel
}

type Subject = Pick<BisectionSummary, 'target' | 'test'>

const broken: Record<BisectionSummary['test'], string> = {
  boot: 'booting on',
  build: 'the build for',
  script: 'the script test on',
  console: 'the console test on',
  kunit: 'the KUnit test on',
}

/** The failure as the object of a sentence: `booting on arm64`. */
export function failureWords({ test, target }: Subject): string {
  return `${broken[test]} ${target}`
}

/** What a person who opens the page should read first. */
export function headline(bisection: Bisection): Headline {
  if (bisection.check) {
    const { title, detail } = checkHeadline(bisection, failureWords(bisection))
    return plain(title, bisection.words?.found ?? pageWords(detail))
  }
  if (bisection.state === 'finished') return finishedHeadline(bisection)
  if (bisection.state === 'paused') {
    return plain(`Paused while looking for what broke ${failureWords(bisection)}`, pageWords(bisection.reason ?? ''))
  }
  if (bisection.state === 'queued')
    return plain(`Waiting to look for what broke ${failureWords(bisection)}`, `It ${queueWords(bisection)}.`)
  return runningHeadline(bisection)
}

function runningHeadline(bisection: Bisection): Headline {
  const failure = failureWords(bisection)
  const { candidatesLeft, commits, stage } = bisection.progress
  switch (stage) {
    case 'prepare':
      return plain(
        `Preparing to look for what broke ${failure}`,
        'The history between the two revisions is being loaded.',
      )
    case 'boundaries':
    case 'bases':
      return plain(
        `Checking that ${failure} really broke`,
        'Both revisions are tested several times before anything in between.',
      )
    case 'narrow':
      return plain(
        `Looking for what broke ${failure}`,
        `${candidatesLeft} of ${count(commits, 'commit')} may still be the culprit.`,
      )
    case 'confirm':
      return plain(
        `Confirming what broke ${failure}`,
        candidatesLeft === 1
          ? 'One suspect is left: it, its parents and its revert are tested.'
          : `${candidatesLeft} suspects are left; the likeliest is tested again, with its parents and its revert.`,
      )
    case 'affected-targets':
      return plain(`Finding out who else is affected by what broke ${failure}`, 'The checks of the culprit are done.')
    case 'report':
    case 'done':
      return plain(`Writing the report on what broke ${failure}`)
  }
}

function finishedHeadline(bisection: Bisection): Headline {
  const failure = failureWords(bisection)
  const { result, words } = bisection
  const reason = result?.reason ?? bisection.reason ?? ''
  const detail = words ? [words.found, words.affectedTargets].filter((part) => part !== null).join(' ') : reason
  const sure = words?.sure ? { sure: words.sure } : {}
  const outcome = result?.outcome ?? bisection.outcome
  const patched = result && restsOnPatchedBuild(result) ? ', tested with a patch applied' : ''
  if (outcome === 'culprit' && result?.culprit) {
    const label = culpritLabel(result) ?? 'probable'
    const conflict = result.merge ? ' where its sides met' : ''
    const [before, verb, after] = broke[label]
    const sentence: Part[] = [
      ...(before === '' ? [] : [{ text: before }]),
      { text: result.culprit.subject, quote: true },
      { text: ` ${verb} ${failure}${conflict}${after}${patched}` },
    ]
    return { sentence, detail, label, ...sure }
  }
  if (result?.cause) return plain(`${causes[result.cause](failure, bisection)}${patched}`, detail)
  return plain(
    outcome === null ? `The search for what broke ${failure} has ended` : endings[outcome](failure, bisection),
    detail,
  )
}

/** What stands before the commit, the verb, and what stands after the failure. */
const broke: Record<CulpritLabel, readonly [before: string, verb: string, after: string]> = {
  confirmed: ['', 'broke', ''],
  'confirmed without revert': ['', 'broke', ', confirmed without a revert'],
  probable: ['Not confirmed: ', 'probably broke', ''],
}

type Ending = (failure: string, bisection: Bisection) => string

const left: Ending = (failure, { result }) => `One of ${count(result?.range.length ?? 0, 'commit')} broke ${failure}`

/** Headlines of what ended without a culprit, by its cause. */
const causes: Record<Cause, Ending> = {
  'bad revision passes': (failure) => `Nothing to find: ${failure} works at the bad revision`,
  'bad revision fails otherwise': (_, { target }) =>
    `Another failure than asked for: the bad revision fails otherwise on ${target}`,
  'bad revision cannot be tested': (_, { target }) => `Nothing to find: the bad revision cannot be tested on ${target}`,
  'good revision fails': (failure) => `Not a regression: ${failure} fails at the good revision too`,
  'good revision fails otherwise': (failure) => `The good revision is not good: ${failure} fails there in another way`,
  'good revision cannot be tested': (_, { target }) =>
    `Nothing to compare with: the good revision cannot be tested on ${target}`,
  'boundaries alike': (failure) => `Not a regression: ${failure} fails as often at both revisions`,
  'same kernel': (_, { target }) => `Nothing to find: for ${target}, both revisions are the same kernel`,
  inherited: (failure) => `Inherited: ${failure} broke before the range began`,
  'no change': (failure) => `Chance: nothing in the range changed how often ${failure} fails`,
  contradiction: (failure) => `It could not be told which commit broke ${failure}`,
  'untestable commits': left,
  'no good revision': (failure) =>
    `Nothing to compare with: ${failure} fails, and no earlier revision is known that passed`,
  'known regression': (failure) => `Not new: ${failure} still fails`,
  'not bisected': (failure) => `Not bisected: ${failure} fails, and the good revision passes`,
  budget: (failure, bisection) => `${left(failure, bisection)}, as far as the budget went`,
}

/** The others, and those of bisections from before causes were kept. */
const endings: Record<Outcome, Ending> = {
  culprit: (failure) => `The commit that broke ${failure} was found`,
  range: left,
  'not-reproduced': (failure) => `What broke ${failure} could not be reproduced`,
  inconclusive: (failure) => `It could not be told which commit broke ${failure}`,
  cancelled: (failure) => `Cancelled while looking for what broke ${failure}`,
  error: (failure) => `An error ended the search for what broke ${failure}`,
}

const plain = (text: string, detail = ''): Headline => ({ sentence: [{ text }], detail })

/** `1 commit`, `64 commits`, `20,000 commits`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}

/** A boundary of a range as it was asked for; a hash is cut to what tells it apart. */
export function shortRef({ ref, hash }: BisectionSummary['good']): string {
  return hash.startsWith(ref) ? hash.slice(0, 12) : ref
}

/** A share of certainty in words that promise no more than was measured. */
export function certainty(probability: number): string {
  if (probability >= 0.9995) return 'more than 99.9 % sure'
  const percent = probability * 100
  return `${percent >= 99 ? (Math.floor(percent * 10) / 10).toFixed(1) : Math.floor(percent)} % sure`
}
