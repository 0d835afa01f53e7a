import { type Bisection, culpritLabel, failureText, shownLabel } from '@kbisect/contracts'
import { duration } from '../../../model/relative-time.ts'

/** One thing that two bisections are compared in. */
export interface ComparedFact {
  readonly group: 'Request' | 'Result' | 'Work'
  readonly name: string
  readonly first: string
  readonly second: string
  readonly differs: boolean
}

type Read = readonly [group: ComparedFact['group'], name: string, read: (bisection: Bisection) => string]

const NONE = '–'
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`
const revision = ({ ref, hash }: Bisection['good']): string =>
  hash.startsWith(ref) ? hash.slice(0, 12) : `${ref} (${hash.slice(0, 12)})`

const facts: readonly Read[] = [
  ['Request', 'Tree', ({ tree, branch }) => (branch === null ? tree : `${tree} ${branch}`)],
  ['Request', 'Good', ({ good }) => revision(good)],
  ['Request', 'Bad', ({ bad }) => revision(bad)],
  ['Request', 'Commits', ({ commits }) => commits.toLocaleString('en')],
  ['Request', 'Target', ({ target, architecture }) => `${target} (${architecture})`],
  ['Request', 'Configuration', ({ config }) => config],
  ['Request', 'Test', ({ test }) => test],
  ['Result', 'State', ({ state, outcome }) => outcome ?? state],
  ['Result', 'Label', ({ result }) => (result && shownLabel(result)) ?? NONE],
  ['Result', 'Culprit', culpritOf],
  ['Result', 'Probability', ({ result }) => (result?.probability == null ? NONE : percent(result.probability))],
  ['Result', 'Failure', ({ result }) => (result?.signature ? failureText(result.signature) : NONE)],
  ['Result', 'Affected targets', affectedOf],
  ['Result', 'Reason', ({ reason }) => reason ?? NONE],
  ['Work', 'Time', timeOf],
  ['Work', 'Builds', ({ progress }) => progress.builds.toLocaleString('en')],
  ['Work', 'Runs', ({ progress }) => progress.runs.toLocaleString('en')],
  ['Work', 'Infrastructure errors', ({ progress }) => progress.infrastructureErrors.toLocaleString('en')],
  ['Work', 'Failing runs with the culprit', ({ result }) => rateOf(result?.basis?.rates.withCulprit)],
  ['Work', 'Failing runs without the culprit', ({ result }) => rateOf(result?.basis?.rates.withoutCulprit)],
]

const rateOf = (rate: number | undefined): string => (rate === undefined ? NONE : percent(rate))

function culpritOf({ result }: Bisection): string {
  if (result?.culprit && culpritLabel(result) !== undefined)
    return `${result.culprit.hash.slice(0, 12)} ${result.culprit.subject}`
  return result && result.range.length > 0 ? `one of ${result.range.length} commits` : NONE
}

function affectedOf({ result }: Bisection): string {
  const affected = (result?.affectedTargets ?? []).filter((one) => one.result === 'affected')
  return affected.length === 0 ? NONE : affected.map(({ target }) => target).join(', ')
}

function timeOf({ startedAt, finishedAt }: Bisection): string {
  if (startedAt === null || finishedAt === null) return NONE
  return duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)
}

/** Returns what two bisections were asked, what they came to and what that took, side by side. */
export function comparedFacts(first: Bisection, second: Bisection): ComparedFact[] {
  return facts.map(([group, name, read]) => {
    const [one, other] = [read(first), read(second)]
    return { group, name, first: one, second: other, differs: one !== other }
  })
}

/** Says whether two bisections searched the same range. */
export function rangeWords(first: Bisection, second: Bisection): string {
  const good = first.good.hash === second.good.hash
  const bad = first.bad.hash === second.bad.hash
  if (good && bad) return 'Both searched the same range.'
  if (good) return 'The good revision is the same; the bad revisions differ.'
  if (bad) return 'The bad revision is the same; the good revisions differ.'
  return 'They searched different ranges.'
}

const LONGEST = 300

/** Returns a value of an answer as text: what is no text as JSON, of a long one the start. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return NONE
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
