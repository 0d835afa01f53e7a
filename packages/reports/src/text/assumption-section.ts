import { type Assumption, type BisectionResult, sortedAssumptions } from '@kbisect/contracts'
import { list, oneLine, section, wrap } from '../text-format.ts'

type Result = Pick<BisectionResult, 'assumptions'>

/**
 * Returns the kinds of the assumptions that no further run ruled out, each once:
 * `patched build and one host`.
 */
export function openKinds(result: Result): string {
  const open = sortedAssumptions(result).filter(({ state }) => state === 'open')
  return list([...new Set(open.map(({ kind }) => kind))])
}

/** Returns the assumption as a sentence, with what it does to the label. */
export function assumptionWords({ text, state, lowersLabel }: Assumption): string {
  const words = oneLine(text)
  const sentence = /[.!?]$/.test(words) ? words : `${words}.`
  return state === 'open' && lowersLabel ? `${sentence} The label is probable because of it.` : sentence
}

/**
 * Returns the part of the report that lists what else could explain the evidence, and what further
 * runs ruled out.
 */
export function assumptionSection(result: Result): string {
  return section(
    'What this result rests on',
    sortedAssumptions(result).map((assumption) =>
      wrap(`${assumption.kind}: ${assumptionWords(assumption)}`, `  ${assumption.state.padEnd(10)}`, ' '.repeat(12)),
    ),
  )
}
