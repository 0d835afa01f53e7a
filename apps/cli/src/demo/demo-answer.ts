import type { Bisection } from '@kbisect/contracts'
import type { Lab } from '@kbisect/lab'

/** What `npm run demo -- --json` prints as its last line. */
export interface DemoAnswer {
  readonly outcome: string
  readonly culprit: { readonly hash: string; readonly subject: string } | null
  /** The hash that the lab knows to be right. */
  readonly expectedCulprit: string
  readonly affected: readonly string[]
  readonly unaffected: readonly string[]
  readonly runs: number
  readonly builds: number
  /** Of the whole demo: the making of the lab and the start of the service are part of it. */
  readonly wallSeconds: number
  readonly url: string
}

type Known = Pick<Lab, 'culprit' | 'affected' | 'unaffected'>

/** What the bisection found, beside what is right. */
export function demoAnswer(bisection: Bisection, lab: Known, url: string, wallSeconds: number): DemoAnswer {
  const { result, progress } = bisection
  const targets = (wanted: string) =>
    (result?.scope ?? []).filter((one) => one.result === wanted).map((one) => one.target)
  return {
    outcome: result?.outcome ?? 'error',
    culprit: result?.culprit ? { hash: result.culprit.hash, subject: result.culprit.subject } : null,
    expectedCulprit: lab.culprit.hash,
    affected: targets('affected'),
    unaffected: targets('not affected'),
    runs: progress.runs,
    builds: progress.builds,
    wallSeconds,
    url,
  }
}

/** How the answer differs from what is right, a sentence each; empty when it is the whole truth. */
export function demoDifferences(answer: DemoAnswer, lab: Known): string[] {
  return [
    ...(answer.outcome === 'culprit' ? [] : [`the outcome is ${answer.outcome}, not culprit`]),
    ...(answer.culprit?.hash === lab.culprit.hash
      ? []
      : [
          `the culprit is ${answer.culprit?.hash ?? 'not named'}, but ${lab.culprit.hash} ("${lab.culprit.subject}") broke it`,
        ]),
    ...setDifferences('affected', answer.affected, lab.affected),
    ...setDifferences('not affected', answer.unaffected, lab.unaffected),
  ]
}

function setDifferences(word: string, got: readonly string[], wanted: readonly string[]): string[] {
  const missing = wanted.filter((target) => !got.includes(target))
  const extra = got.filter((target) => !wanted.includes(target))
  return [
    ...missing.map((target) => `${target} is ${word}, and was not found to be`),
    ...extra.map((target) => `${target} was found to be ${word}, and is not`),
  ]
}
