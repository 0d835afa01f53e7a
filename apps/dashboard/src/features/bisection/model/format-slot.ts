import type { Candidate } from '@kbisect/contracts'
import { count } from '../../../model/headline.ts'
import { percent } from './belief.ts'
import type { Share } from './belief-strip.ts'
import type { Slot } from './strip-layout.ts'

/**
 * What a slot holds, for the line below the strip and for a screen reader; with what is believed of
 * it, where that is known.
 */
export function slotWords(slot: Slot, candidates: readonly Candidate[], share?: Share): string {
  const commit = candidates[slot.first]
  if (slot.first === slot.last && commit) {
    const place = `Commit ${slot.first + 1} of ${candidates.length.toLocaleString('en')}`
    return `${place}: ${commit.subject}. ${[fate(commit), ...believed(slot, share)].join(' ')}`
  }
  const tested = (['bad', 'good', 'skip', 'weak'] as const)
    .filter((word) => slot.counts[word] > 0)
    .map((word) => `${slot.counts[word]} ${word}`)
  const open = slot.possible > 0 ? `${slot.possible} can still be the culprit` : 'none can be the culprit'
  const noops = slot.noops > 0 ? [`${slot.noops} without a change to this kernel`] : []
  const what = [...tested, `${slot.counts.untested} untested`, open, ...noops].join(', ')
  const belief = believed(slot, share).map((words) => `. ${words}`)
  return `Commits ${slot.first + 1} to ${slot.last + 1} of ${count(candidates.length, 'commit')}: ${what}${belief.join('')}`
}

/** The probability of a slot in a sentence, or none when there is nothing to say. */
export function believed(slot: Pick<Slot, 'first' | 'last'>, share: Share | undefined): string[] {
  if (!share) return []
  const { first, last, probability } = share
  const same = first === slot.first && last === slot.last
  return [
    same ? `Probability ${percent(probability)}.` : `Commits ${first + 1} to ${last + 1}: ${percent(probability)}.`,
  ]
}

/** Verdict and prospects of a commit in a sentence. */
export function fate({ verdict, possible, noop }: Pick<Candidate, 'verdict' | 'possible' | 'noop'>): string {
  const prospects = noop ? 'no change to this kernel' : possible ? 'can be the culprit' : 'ruled out'
  return `${verdict ? `Verdict: ${verdict}` : 'Not tested'}, ${prospects}.`
}
