import type { BisectionResult, MergeSide } from '@kbisect/contracts'
import { count, oneLine, section, short, wrap } from '../text-format.ts'

type Merge = NonNullable<BisectionResult['merge']>

/** Whether it is the sides that do not fit, and not what the merge commit made of them. */
export function isSemanticConflict({ sides }: Merge): boolean {
  return sides.some(({ commit, tested }) => commit !== null || tested > 0)
}

/** A word to both authors: what fails is what neither could try before the sides met. */
export function mergeFairness(merge: Merge): string {
  const tested = 'Each side of this merge passes by itself, so neither is wrong taken alone.'
  return isSemanticConflict(merge)
    ? `${tested} What fails is the two together, which neither author had reason to test. The person who knows both sides best can tell on which of them to fix it.`
    : `${tested} What fails is what the merge makes of them.`
}

const RANKS = ['first', 'second', 'third', 'fourth']

/**
 * Of a culprit that is a merge with good parents: what of each side breaks when it meets the other,
 * or why that could not be told.
 */
export function mergeSection({ merge }: Pick<BisectionResult, 'merge'>): string {
  if (!merge) return ''
  const [first, ...others] = merge.sides
  const isSameReason = first && merge.sides.every(({ commit, reason }) => commit === null && reason === first.reason)
  return section('What meets in this merge', [
    isSemanticConflict(merge)
      ? wrap('The sides merge without a conflict of text and pass one by one, but not together: a semantic conflict.')
      : wrap('The sides pass one by one, the merge does not.'),
    ...(isSameReason && others.length > 0
      ? [wrap(`Which commits meet could not be told: ${oneLine(first.reason)}.`, '  ')]
      : merge.sides.map(sideLines)),
  ])
}

function sideLines({ parent, commit, tested, reason }: MergeSide, at: number): string {
  const head = `The ${RANKS[at] ?? 'next'} side, up to ${short(parent)}:`
  const were = `${count(tested, 'commit')} of this side ${tested === 1 ? 'was' : 'were'} merged and tested`
  const why = wrap(`${oneLine(reason)}${tested === 0 ? '' : ` (${were})`}`, '    ')
  const named = commit ? [`${short(commit.hash)} ("${oneLine(commit.subject)}")`, oneLine(commit.author)] : []
  return [wrap(head, '  '), ...named.map((line) => wrap(line, '    ')), why].join('\n')
}
