import { type Bisection, type BisectionResult, type Check, checkedState, testOf } from '@kbisect/contracts'
import { failureWords } from '../format-failure.ts'
import { capital, count, oneLine, short } from '../text-format.ts'

/** A bisection that is the check of a watch. */
export type CheckOfWatch = Bisection & { readonly check: NonNullable<Bisection['check']> }

/** Returns whether a bisection is the check of a watch. */
export const isCheck = (bisection: Bisection): bisection is CheckOfWatch => bisection.check !== undefined

/** What a check of a watch found out about its revision, in sentences. */
export function checkResultWords(bisection: CheckOfWatch, result: BisectionResult): string {
  const { outcome, reason } = result
  const revision = revisionName(bisection.bad)
  if (outcome === 'cancelled') return `The check of ${revision} was cancelled before it came to a result.`
  if (outcome === 'error')
    return `The check of ${revision} could not be carried out. This says nothing about the kernel: ${oneLine(reason)}`
  return sentences(bisection, result)
}

/** Where a check stands that has no result yet. */
export function unfinishedCheckWords({ bad, check, reason, state, target }: CheckOfWatch): string {
  const revision = revisionName(bad)
  if (state === 'paused')
    return `This check of ${revision} on ${target} is paused: ${oneLine(reason ?? 'no reason given')}`
  if (check.state === 'failed')
    return `A regression was found at ${revision} on ${target}. Its bisection begins when another one of the watch has ended.`
  return `This check is not finished. It tests ${revision} on ${target}.`
}

/** `the revision 1a2b3c4d5e6f of master`; without a branch where it goes by its hash. */
function revisionName({ ref, hash }: Bisection['bad'], name = 'the revision'): string {
  return hash.startsWith(ref) ? `${name} ${short(hash)}` : `${name} ${short(hash)} of ${oneLine(ref)}`
}

type Tally = Pick<Check, 'passes' | 'failures'>

const tallyOf = ({ checks }: BisectionResult, wanted: Check['name']): Tally =>
  checks.find(({ name }) => name === wanted) ?? { passes: 0, failures: 0 }

/** ` in 2 of 3 runs`; empty where nothing was booted. */
const share = ({ passes, failures }: Tally): string =>
  passes + failures === 0 ? '' : ` in ${failures} of ${count(passes + failures, 'run')}`

function sentences(bisection: CheckOfWatch, result: BisectionResult): string {
  const { target, request } = bisection
  const isBuild = testOf(request).kind === 'build'
  const on = `${isBuild ? 'for' : 'on'} ${target}`
  const revision = capital(revisionName(bisection.bad))
  const earlier = revisionName(bisection.good, 'the last good revision')
  const [bad, good] = [tallyOf(result, 'bad revision'), tallyOf(result, 'good revision')]
  const how = result.signature ? ` It fails by ${failureWords(result.signature)}.` : ''
  const fails = `${revision} fails ${on}${isBuild ? '' : share(bad)}`
  const state = checkedState(result)
  switch (result.cause) {
    case 'bad revision passes':
      if (isBuild) return `${revision} builds ${on}.`
      // A person said so.
      return bad.passes === 0
        ? `${revision} passes ${on}. ${oneLine(result.reason)}`
        : `${revision} passes ${on} in ${bad.passes} of ${count(bad.passes, 'run')}.`
    case 'same kernel':
      return `${revision} passes ${on}: it is the same kernel as ${earlier}, which passed.`
    case 'boundaries alike':
      return `${revision} is flaky ${on}: it fails${share(bad)}, and ${earlier}${share(good)}. They do not differ for sure, so nothing is bisected.`
    case 'good revision fails':
      return state === 'flaky'
        ? `${revision} is flaky ${on}: it fails${share(bad)}, and ${earlier} fails too,${share(good)}. So nothing is bisected.`
        : `The failure is inherited: ${fails.charAt(0).toLowerCase()}${fails.slice(1)}, and so does the earlier revision it is compared with, ${short(bisection.good.hash)}${isBuild ? '' : `,${share(good)}`}.${how}`
    case 'no good revision':
      return state === 'flaky'
        ? `${revision} is flaky ${on}: it fails${share(bad)}. No earlier revision is known that passed.${how}`
        : `${fails}, and no earlier revision is known that passed; so it is not known since when.${how}`
    case 'known regression':
      return `${fails}, as revisions before it did: the failure belongs to a regression that is known.${how}`
    case 'not bisected':
      return `This is a regression: ${fails.charAt(0).toLowerCase()}${fails.slice(1)}, and ${earlier} passes. ${oneLine(result.reason)}`
    case 'good revision cannot be tested':
      return `${fails}. It cannot be told whether that is new: ${earlier} cannot be tested with the same tools.${how}`
    case 'good revision fails otherwise':
      return `${fails}. It cannot be told whether that is new: ${earlier} fails too, in another way.${how}`
    case 'bad revision cannot be tested':
    case 'bad revision fails otherwise':
    // What a search comes to, and no check.
    case 'inherited':
    case 'no change':
    case 'contradiction':
    case 'untestable commits':
    case 'budget':
    case null:
      return state === 'does not build'
        ? `${revision} does not build for ${target}, so it was not booted.${message(result)}`
        : `How ${revisionName(bisection.bad)} does ${on} cannot be told: ${oneLine(result.reason)}`
  }
}

/** What the compiler said. */
const message = ({ signature, reason }: BisectionResult): string =>
  ` ${signature ? `${capital(failureWords(signature))}.` : oneLine(reason)}`
