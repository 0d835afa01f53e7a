import {
  type Basis,
  type Bisection,
  type BisectionResult,
  isConfirmed,
  restsOnPatchedBuild,
  testOf,
} from '@kbisect/contracts'
import { count, list, percent } from '../text-format.ts'
import { openKinds } from './assumption-section.ts'
import { checkName } from './checks.ts'
import { revertWords } from './format-revert.ts'

/**
 * How sure it is that the culprit is the right one, and what that rests on; null without a culprit.
 */
export function confidenceWords({ result, request }: Bisection): string | null {
  if (result?.outcome !== 'culprit') return null
  const { basis } = result
  const isBuild = request.test?.kind === 'build'
  const parts = [
    probabilityWords(result),
    basis === null ? '' : basisWords(basis, isBuild),
    restsOnPatchedBuild(result) ? PATCHED : '',
    labelSentence(result),
    cleanWords(result),
    revertWords(result, isBuild),
    openWords(result),
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/** What a reader has to know where commits were not tested as they are in the tree. */
export const PATCHED = 'Commits that do not build by themselves were tested with a patch applied.'

/**
 * The engine weighs runs; what they may have in common besides the commit is no part of its number.
 */
function probabilityWords(result: BisectionResult): string {
  const { probability } = result
  if (probability === null) return ''
  if (isConfirmed(result)) return `We are ${percent(probability)} sure that this commit is the first bad one.`
  return `By its runs alone, this commit is the first bad one with a probability of ${percent(probability)}.`
}

function labelSentence(result: BisectionResult): string {
  if (!isConfirmed(result)) return `It is probable, not confirmed: ${obstacles(result)}.`
  return result.label === 'confirmed'
    ? 'It is confirmed: it fails repeatedly, and its parents pass.'
    : 'It is confirmed by repeated runs of it and of its parents, not by a revert on the bad revision.'
}

const cleanWords = ({ assumptions }: BisectionResult): string =>
  assumptions.some(({ kind, state }) => kind === 'clean build' && state === 'settled')
    ? 'It and its parents were built from an empty output directory, without a compiler cache.'
    : ''

const openWords = (result: BisectionResult): string => {
  const kinds = openKinds(result)
  return kinds === '' ? '' : `Assumptions that no further run settled: ${kinds}.`
}

/** Why a culprit is no more than probable. */
function obstacles({ checks, assumptions }: BisectionResult): string {
  const open = assumptions.filter(({ state, lowersLabel }) => state === 'open' && lowersLabel)
  const failed = checks.filter(({ name, result }) => NEEDED.has(name) && result !== 'passed')
  const reasons = [
    ...failed.map(({ name, result }) => `the check of the ${checkName(name)} says "${result}"`),
    ...(open.length === 0 ? [] : [`${openKinds({ assumptions: open })} could explain the runs as well`]),
  ]
  return reasons.length === 0 ? 'the evidence leaves room for another explanation' : list(reasons)
}

// A revert that fails speaks for itself, in a sentence of its own.
const NEEDED: ReadonlySet<string> = new Set(['bad revision', 'good revision', 'culprit', 'parent', 'fix'])

function basisWords({ commits, withCulprit, withoutCulprit, rates }: Basis, isBuild: boolean): string {
  const total = ({ passes, failures }: Basis['withCulprit']) => passes + failures
  const [what, failed, passed] = isBuild ? ['builds', 'failed', 'succeeded'] : ['runs of kernels', 'failed', 'passed']
  const told = [
    total(withCulprit) > 0 ? `${withCulprit.failures} of ${total(withCulprit)} ${what} with it ${failed}` : '',
    total(withoutCulprit) > 0 ? `${withoutCulprit.passes} of ${total(withoutCulprit)} without it ${passed}` : '',
  ].filter((part) => part !== '')
  // Compilers do not flake: there is nothing to estimate.
  const estimate = isBuild
    ? ''
    : `; estimated failure rates ${percent(rates.withCulprit)} and ${percent(rates.withoutCulprit)}`
  const were = commits === 1 ? 'was' : 'were'
  return `This rests on ${count(commits, 'commit')} that ${were} tested${told.length > 0 ? `: ${told.join(', ')}${estimate}` : ''}.`
}

// Kernels that have the fault and pass more often than this have a failure that comes and goes.
const SOLID = 0.97

/**
 * A sentence more for a failure that comes and goes, `it shows in about 60 % of boots`; else empty.
 */
export function flakyWords({ result, request }: Bisection): string {
  const basis = result?.basis
  if (!basis || basis.withCulprit.passes === 0 || basis.rates.withCulprit > SOLID) return ''
  const test = testOf(request).kind
  return ` It comes and goes: it shows in about ${percent(basis.rates.withCulprit)} of ${test === 'boot' ? 'boots' : 'runs'}.`
}
