import type { Bisection, BisectionResult, Cause } from '@kbisect/contracts'
import { failureWords, wantedWords } from '../format-failure.ts'
import { capital, count, list, oneLine, short } from '../text-format.ts'
import { whatFails } from './failing-test.ts'

/** `"v6.1" (1a2b3c4d5e6f)` */
function endName({ ref, hash }: Bisection['good']): string {
  return hash.startsWith(ref) ? short(hash) : `"${oneLine(ref)}" (${short(hash)})`
}

const bad = (bisection: Bisection): string => `the bad revision ${endName(bisection.bad)}`
const good = (bisection: Bisection): string => `the good revision ${endName(bisection.good)}`

type Said = (bisection: Bisection, result: BisectionResult) => string

/** What each cause means, before the reason tells the details. */
const CAUSES: Readonly<Record<Cause, Said>> = {
  'bad revision passes': (bisection) =>
    `The failure could not be reproduced: on ${bisection.target}, ${bad(bisection)} is not bad.`,
  'bad revision fails otherwise': otherFailure,
  'bad revision cannot be tested': (bisection) =>
    `Nothing can be said of the range, as ${bad(bisection)} cannot be tested on ${bisection.target}.`,
  'good revision fails': (bisection) =>
    `This is no regression of the range: on ${bisection.target}, ${good(bisection)} fails ${bisection.request.match === 'any' ? 'as well' : 'in the same way'}.`,
  'good revision fails otherwise': (bisection) =>
    `Nothing can be said of the range: on ${bisection.target}, ${good(bisection)} fails too, in another way than the bad revision.`,
  'good revision cannot be tested': (bisection) =>
    `Nothing can be said of the range, as ${good(bisection)} cannot be tested on ${bisection.target}.`,
  'boundaries alike': (bisection) =>
    `This is no regression of the range: on ${bisection.target}, both revisions fail about as often as each other.`,
  'same kernel': (bisection) =>
    `Nothing in the range can be to blame: for ${bisection.target}, both revisions are the same kernel.`,
  inherited,
  'no change': (bisection) =>
    `What looked like a regression was chance: nothing in the range changes how often ${bisection.target} fails.`,
  contradiction: () => 'The search came to no certain end: what was seen contradicts itself.',
  'untestable commits': brokenSomewhere,
  'no good revision': (bisection) => `${capital(bad(bisection))} fails on ${bisection.target}.`,
  'known regression': (bisection) => `${capital(bad(bisection))} still fails on ${bisection.target}.`,
  'not bisected': (bisection) =>
    `${capital(bad(bisection))} fails on ${bisection.target}, and ${good(bisection)} passes.`,
  budget: (bisection, result) =>
    `${brokenSomewhere(bisection, result)} One of ${count(result.range.length, 'commit')} broke it.`,
}

// Its reason would say the same again.
const TELLS_ALL: ReadonlySet<Cause> = new Set(['bad revision fails otherwise', 'inherited'])

/** Why there is no culprit, in a first sentence of its own for each cause, and what was seen. */
export function refusalWords(bisection: Bisection, result: BisectionResult & { readonly cause: Cause }): string {
  const sentence = CAUSES[result.cause](bisection, result)
  return TELLS_ALL.has(result.cause) && sentence !== '' ? sentence : `${sentence} ${oneLine(result.reason)}`.trim()
}

function otherFailure(bisection: Bisection, { signature, reason }: BisectionResult): string {
  const { failure } = bisection.request
  const seen = signature ? failureWords(signature) : oneLine(reason)
  if (failure === undefined)
    return `Nothing can be said of the range: on ${bisection.target}, ${bad(bisection)} fails in a way that does not answer the test. ${oneLine(reason)}`
  return `${capital(bad(bisection))} fails on ${bisection.target}, but not as asked for: asked for was ${wantedWords(failure)}, seen was ${seen}.`
}

function inherited({ good: { ref }, target }: Bisection, { checks }: BisectionResult): string {
  const bases = checks.filter(({ name }) => name === 'merge base')
  const named = (wanted: 'failed' | 'passed') =>
    bases.filter(({ result }) => result === wanted).map(({ commit }) => short(commit))
  const [failed, passed] = [named('failed'), named('passed')]
  if (failed.length === 0) return ''
  const one = failed.length === 1
  const others = passed.length === 0 ? '' : `, while ${list(passed)} ${passed.length === 1 ? 'passes' : 'pass'}`
  return `The failure is inherited: the histories of the good and the bad revision parted at ${list(failed)}, ${one ? 'which fails' : 'which fail'} on ${target} already${others}. It is older than the range, and "${oneLine(ref)}" was fixed on a branch of its own. Bisect from an older good commit.`
}

function brokenSomewhere(bisection: Bisection, { signature }: BisectionResult): string {
  return `${capital(whatFails(bisection, signature))}, in the tree "${bisection.tree}".`
}
