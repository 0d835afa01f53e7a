import type { AffectedTarget } from '@kbisect/contracts'
import { signatureLine } from '../format-failure.ts'
import { field, oneLine } from '../text-format.ts'

/**
 * The runs of culprit and parents that a result rests on, and how it fails or why nothing could be
 * told.
 */
export function affectedTargetDetails(entry: AffectedTarget): string {
  return [evidenceWords(entry), howWords(entry)].filter((part) => part !== '').join('; ')
}

/** A line for each target, with its result and {@link affectedTargetDetails}. */
export function affectedTargetLines(affectedTargets: readonly AffectedTarget[]): string[] {
  const column = Math.min(30, Math.max(13, ...affectedTargets.map((entry) => entry.target.length + 2)))
  return affectedTargets.map((entry) => {
    const details = affectedTargetDetails(entry)
    return field(entry.target, details === '' ? entry.result : `${entry.result} (${details})`, column)
  })
}

/** `the culprit fails 4 of 4 runs, its parent 0 of 4`; empty where nothing was run. */
function evidenceWords({ culprit, parents = [] }: AffectedTarget): string {
  const total = (runs: { readonly passes: number; readonly failures: number }[]) =>
    runs.reduce((sum, { passes, failures }) => sum + passes + failures, 0)
  if (!culprit || total([culprit]) === 0) return ''
  const failures = parents.reduce((sum, one) => sum + one.failures, 0)
  const others = total(parents)
  const whose = parents.length > 1 ? 'its parents' : 'its parent'
  const parent = others === 0 ? '' : `, ${whose} ${failures} of ${others}`
  return `the culprit fails ${culprit.failures} of ${total([culprit])}${parent}`
}

function howWords({ result, signature, reason, culprit }: AffectedTarget): string {
  if (signature) return signatureLine(signature)
  // The numbers of what passed say it already.
  if (result === 'not affected' && culprit) return ''
  return oneLine(reason)
}
