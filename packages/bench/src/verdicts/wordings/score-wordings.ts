import { judgeWordings } from '@kbisect/verdict'
import type { BenchmarkContext, Row } from '../../benchmark.ts'
import { scoreNotes } from '../corpus/score-corpus.ts'
import { readAllWordings } from './read-wordings.ts'
import { wordingRows } from './wording-rows.ts'

/** One wording without a function is equal to very many. */
const MOST_NOTES = 500

/**
 * Reads all wordings of reports with our reader; what it reads wrongly is noted. Takes a few
 * seconds.
 */
export async function scoreWordings({ note }: Pick<BenchmarkContext, 'note'>): Promise<Row[]> {
  const score = judgeWordings(await readAllWordings())
  const wrong = scoreNotes(score.all)
  for (const line of wrong.slice(0, MOST_NOTES)) note(line)
  if (wrong.length > MOST_NOTES) note(`${wrong.length - MOST_NOTES} more pairs of wordings are judged wrongly`)
  return wordingRows(score)
}
