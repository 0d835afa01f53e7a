import { expect, test } from 'vitest'
import { aBisection, aResult, CULPRIT, finished } from '../bisection.fixture.ts'
import { demoAnswer, demoDifferences } from './demo-answer.ts'

const lab = { culprit: { hash: CULPRIT, subject: 'mm: break it' }, affected: ['arm64'], unaffected: ['x86_64'] }
const answerTo = (result: ReturnType<typeof aResult>) => demoAnswer(finished(result), lab, 'http://here/b', 61.5)

test('the whole truth has no differences, in whatever order', () => {
  const answer = answerTo(aResult())
  expect(answer).toEqual({
    outcome: 'culprit',
    culprit: { hash: CULPRIT, subject: 'mm: break it' },
    expectedCulprit: CULPRIT,
    affected: ['arm64'],
    unaffected: ['x86_64'],
    runs: 7,
    builds: 3,
    wallSeconds: 61.5,
    url: 'http://here/b',
  })
  expect(demoDifferences(answer, lab)).toEqual([])
  const more = { ...lab, affected: ['arm', 'arm64'] }
  expect(demoDifferences({ ...answer, affected: ['arm64', 'arm'] }, more)).toEqual([])
})

const wrong = { hash: 'e'.repeat(40), subject: 'docs: innocent', author: 'B', authoredAt: '' }

test.each([
  ['another culprit', aResult({ culprit: wrong }), [`the culprit is ${wrong.hash}, but ${CULPRIT}`]],
  [
    'a range',
    aResult({ outcome: 'range', culprit: null }),
    ['the outcome is range, not culprit', 'the culprit is not named'],
  ],
  [
    'a target on the wrong side',
    aResult({
      scope: [
        { target: 'arm64', result: 'affected', reason: '' },
        { target: 'x86_64', result: 'affected', reason: '' },
      ],
    }),
    ['x86_64 was found to be affected, and is not', 'x86_64 is not affected, and was not found to be'],
  ],
  [
    'a target that could not be told',
    aResult({
      scope: [
        { target: 'arm64', result: 'affected', reason: '' },
        { target: 'x86_64', result: 'could not tell', reason: '' },
      ],
    }),
    ['x86_64 is not affected, and was not found to be'],
  ],
])('%s is told', (_, result, said) => {
  expect(demoDifferences(answerTo(result), lab)).toEqual(said.map((text): unknown => expect.stringContaining(text)))
})

test('a bisection without a result is no answer', () => {
  const answer = demoAnswer(aBisection({ state: 'paused' }), lab, '', 1)
  expect(answer.outcome).toBe('error')
  expect(demoDifferences(answer, lab)).toHaveLength(4)
})
