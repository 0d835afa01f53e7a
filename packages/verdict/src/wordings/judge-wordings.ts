import { type CorpusScore, type CorpusTally, judgeCorpus, mistakes, readEntry } from '../judge-corpus.ts'
import { WORDING_ARCHITECTURES, type WordingArchitecture } from './machine.ts'
import type { Wording } from './read-wordings.ts'

/** How well report wordings are read. */
export interface WordingScore {
  readonly all: CorpusScore
  /** Functions of the mails whose subject names one. */
  readonly mails: CorpusTally
  /** Failures whose kind and function are both right, by architecture. */
  readonly architectures: ReadonlyMap<WordingArchitecture, CorpusTally>
}

/**
 * Reads all wordings and counts what is right. Pure; quadratic in their number, as all pairs are
 * judged.
 */
export function judgeWordings(wordings: readonly Wording[]): WordingScore {
  const settled = wordings.map(settleKind)
  const failures = settled.filter(({ entry }) => entry.expected.result === 'failed')
  const architectures = WORDING_ARCHITECTURES.map((architecture) => {
    const own = failures.filter((wording) => wording.architecture === architecture)
    return [architecture, tally(own, 'kind', 'function')] as const
  })
  return {
    all: judgeCorpus(settled),
    mails: tally(
      failures.filter(({ subject }) => subject !== undefined),
      'function',
    ),
    architectures: new Map(architectures),
  }
}

function tally(wordings: readonly Wording[], ...aspects: readonly ('kind' | 'function')[]): CorpusTally {
  const wrong = wordings.flatMap(({ name, entry }) => {
    const found = mistakes(entry, readEntry(entry))
    const words = aspects.flatMap((aspect) => (found[aspect] ? `${aspect} ${found[aspect]}` : []))
    return words.length > 0 ? [`${name}: ${words.join('; ')}`] : []
  })
  return { right: wordings.length - wrong.length, of: wordings.length, wrong }
}

/** Of several right kinds the one that was read counts as expected. */
function settleKind(wording: Wording): Wording {
  const { entry, kinds } = wording
  if (kinds.length < 2) return wording
  const kind = readEntry(entry).signature?.kind
  if (kind === undefined || !kinds.includes(kind)) return wording
  return { ...wording, entry: { ...entry, expected: { ...entry.expected, kind } } }
}
