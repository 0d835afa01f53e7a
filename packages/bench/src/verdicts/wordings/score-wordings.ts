import { judgeWordings } from '@kbisect/verdict'
import type { BenchmarkContext, Row } from '../../benchmark.ts'
import { scoreNotes } from '../corpus/score-corpus.ts'
import { readAllWordings } from './read-wordings.ts'
import { wordingRows } from './wording-rows.ts'

/** Reads all wordings of reports with our reader; what it reads wrongly is noted. Takes a few seconds. */
export async function scoreWordings({ note }: Pick<BenchmarkContext, 'note'>): Promise<Row[]> {
  const score = judgeWordings(await readAllWordings())
  for (const line of scoreNotes(score.all)) note(line)
  return wordingRows(score)
}
