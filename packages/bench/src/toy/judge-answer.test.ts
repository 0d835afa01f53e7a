import { expect, test } from 'vitest'
import { judgeAnswer } from './judge-answer.ts'

type Answer = Parameters<typeof judgeAnswer>[0]

const culprit = 'c'.repeat(40)
const answer = (outcome: string | null, result: unknown = null) => ({ outcome, result }) as Answer
const named = (hash: string) => answer('culprit', { culprit: { hash }, range: [] })

test.each<[string, Answer, string | undefined, string]>([
  ['the culprit', named(culprit), culprit, 'exact'],
  ['another commit', named('d'.repeat(40)), culprit, 'WRONG'],
  ['a commit where none is to blame', named(culprit), undefined, 'WRONG'],
  ['a range around the culprit', answer('range', { range: [culprit, 'd'.repeat(40)] }), culprit, 'range'],
  ['a range beside the culprit', answer('range', { range: ['d'.repeat(40)] }), culprit, 'WRONG'],
  ['nothing, rightly', answer('not-reproduced'), undefined, 'none, rightly'],
  ['nothing, although there is a culprit', answer('not-reproduced'), culprit, 'missed'],
  ['a fault of the program', answer('error'), culprit, 'no answer'],
  ['no end', answer(null), culprit, 'no answer'],
])('%s is judged', (_, given, truth, judgement) => {
  expect(judgeAnswer(given, truth)).toBe(judgement)
})
