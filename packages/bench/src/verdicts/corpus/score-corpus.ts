import { ConsoleReader, type CorpusScore, judgeCorpus, type NamedEntry } from '@kbisect/verdict'
import type { BenchmarkContext, Row } from '../../benchmark.ts'
import { corpusRows } from './corpus-rows.ts'
import { firstLineSignature } from './first-line-rule.ts'
import { judgePairs } from './judge-pairs.ts'
import { readCorpus } from './read-corpus.ts'

/**
 * Reads the corpus with our reader and with the obvious rule; what ours reads wrongly is noted.
 * Takes a few seconds.
 */
export async function scoreCorpus({ note }: Pick<BenchmarkContext, 'note'>): Promise<Row[]> {
  const entries = await readCorpus()
  const score = judgeCorpus(entries)
  for (const line of scoreNotes(score)) note(line)
  return corpusRows(score, judgePairs(entries, firstLineSignature), megabytesPerSecond(entries))
}

/** Sentences about everything that a score holds wrong. */
export function scoreNotes(score: CorpusScore): string[] {
  const { results, kinds, functions, places, stages, warnings, merges, splits } = score
  return [
    ...[results, kinds, functions, places, stages, warnings].flatMap(({ wrong }) => wrong),
    ...merges.wrong.map((pair) => `false merge: ${pair}`),
    ...splits.wrong.map((pair) => `false split: ${pair}`),
  ]
}

const CHUNK_BYTES = 65_536
const MEASURED_SECONDS = 1

function megabytesPerSecond(entries: readonly NamedEntry[]): number {
  let bytes = 0
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  while (entries.length > 0 && seconds() < MEASURED_SECONDS) {
    for (const { entry } of entries) {
      const reader = new ConsoleReader(entry)
      for (let at = 0; at < entry.console.length; at += CHUNK_BYTES)
        reader.push(entry.console.subarray(at, at + CHUNK_BYTES))
      reader.conclude(entry.ending)
      bytes += entry.console.length
    }
  }
  return bytes / 1e6 / seconds()
}
