import {
  type BisectionResult,
  culpritLabel,
  isConfirmed,
  type Label,
  restsOnPatchedBuild,
  shownLabel,
} from '@kbisect/contracts'
import { certainty } from './headline.ts'

/**
 * How the commit that a bisection names is called, by the bisection’s label alone: a list holds no
 * more.
 */
export function namedWord(label: Label | null): 'culprit' | 'probable culprit' | 'suspect' {
  // A search that ended otherwise may name what it suspected.
  if (shownLabel({ outcome: null, label }) !== null) return 'suspect'
  return isConfirmed({ outcome: 'culprit', label }) ? 'culprit' : 'probable culprit'
}

/**
 * How sure it is, beside the badge: of a probable culprit the number is what its runs say, not how
 * sure anybody may be.
 */
export function confidenceWords({ outcome, label, probability }: BisectionResult): string | undefined {
  const shown = culpritLabel({ outcome, label })
  if (shown === undefined || probability === null) return undefined
  const sure = certainty(probability)
  return shown === 'probable' ? `${sure.replace(/ sure$/, '')} by its runs alone, not confirmed` : sure
}

/** What a result rests on that a reader has to know at first sight. */
export function cautions(result: BisectionResult | null): string[] {
  if (!result) return []
  const open = result.assumptions.filter(({ state, lowersLabel }) => state === 'open' && lowersLabel).length
  return [
    ...(restsOnPatchedBuild(result) ? ['tested with a patch applied'] : []),
    ...(open === 0 ? [] : [`${open} open ${open === 1 ? 'assumption' : 'assumptions'}`]),
  ]
}
