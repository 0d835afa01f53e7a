import type { Candidate } from '@kbisect/contracts'
import { count } from './headline.ts'
import type { Slot } from './strip-layout.ts'

/** What a slot holds, for the line below the strip and for a screen reader. */
export function slotWords(slot: Slot, candidates: readonly Candidate[]): string {
  const commit = candidates[slot.first]
  if (slot.first === slot.last && commit) {
    const place = `Commit ${slot.first + 1} of ${candidates.length.toLocaleString('en')}`
    return `${place}: ${commit.subject}. ${fate(commit)}`
  }
  const tested = (['bad', 'good', 'skip', 'weak'] as const)
    .filter((word) => slot.counts[word] > 0)
    .map((word) => `${slot.counts[word]} ${word}`)
  const open = slot.possible > 0 ? `${slot.possible} can still be the culprit` : 'none can be the culprit'
  return `Commits ${slot.first + 1} to ${slot.last + 1} of ${count(candidates.length, 'commit')}: ${[...tested, `${slot.counts.untested} untested`, open].join(', ')}`
}

/** Verdict and prospects of a commit in a sentence. */
export function fate({ verdict, possible }: Pick<Candidate, 'verdict' | 'possible'>): string {
  return `${verdict ? `Verdict: ${verdict}` : 'Not tested'}, ${possible ? 'can be the culprit' : 'ruled out'}.`
}
