import type { Basis, Bisection, Label } from '@kbisect/contracts'
import { count, percent } from './layout.ts'

/** What a label means for the reader; the others belong to results without a culprit. */
const LABELS: Partial<Record<Label, string>> = {
  confirmed: 'It was confirmed: it fails again and again, its parents pass, and the bad end passes without it.',
  'confirmed without revert':
    'It was confirmed by further runs of it and of its parents; what the bad end does without it could not be told.',
  probable: 'Not all checks speak for it, so take it as probable.',
}

/** How sure it is that the culprit is the right one, and what that rests on; null without a culprit. */
export function confidenceWords({ result, request }: Bisection): string | null {
  if (result?.outcome !== 'culprit') return null
  const { probability, basis, label } = result
  const isBuild = request.test?.kind === 'build'
  const parts = [
    probability === null ? '' : `We are ${percent(probability)} sure that this commit is the first bad one.`,
    basis === null ? '' : basisWords(basis, isBuild),
    label === null ? '' : (LABELS[label] ?? ''),
  ]
  const words = parts.filter((part) => part !== '').join(' ')
  return words === '' ? null : words
}

function basisWords({ commits, withFault, withoutFault, rates }: Basis, isBuild: boolean): string {
  const total = ({ passes, failures }: Basis['withFault']) => passes + failures
  const [what, failed, passed] = isBuild ? ['builds', 'failed', 'succeeded'] : ['runs of kernels', 'failed', 'passed']
  const told = [
    total(withFault) > 0 ? `${withFault.failures} of ${total(withFault)} ${what} with it ${failed}` : '',
    total(withoutFault) > 0 ? `${withoutFault.passes} of ${total(withoutFault)} without it ${passed}` : '',
  ].filter((part) => part !== '')
  // Compilers do not flake: there is nothing to estimate.
  const estimate = isBuild
    ? ''
    : `; estimated failure rates ${percent(rates.withFault)} and ${percent(rates.withoutFault)}`
  const were = commits === 1 ? 'was' : 'were'
  return `This rests on ${count(commits, 'commit')} that ${were} tested${told.length > 0 ? `: ${told.join(', ')}${estimate}` : ''}.`
}

// Kernels that have the fault and pass more often than this have a failure that comes and goes.
const SOLID = 0.97

/** A sentence more for a failure that comes and goes, `it shows in about 60 % of boots`; else empty. */
export function flakyWords({ result, request }: Bisection): string {
  const basis = result?.basis
  if (!basis || basis.withFault.passes === 0 || basis.rates.withFault > SOLID) return ''
  const test = request.test?.kind ?? 'boot'
  return ` It comes and goes: it shows in about ${percent(basis.rates.withFault)} of ${test === 'boot' ? 'boots' : 'runs'}.`
}
