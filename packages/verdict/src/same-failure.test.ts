import { describe, expect, test } from 'vitest'
import { sameFailure } from './same-failure.ts'
import { makeSignature, stageSignature } from './signature.ts'

const crash = (kind: 'panic' | 'oops' | 'bug', name?: string, place?: string) =>
  makeSignature({ kind, title: 'paging request', function: name, place })

describe('two failures are the same', () => {
  test.each([
    ['in one function, oops and panic', crash('oops', 'f'), crash('panic', 'f'), true],
    ['in two functions', crash('panic', 'f'), crash('panic', 'g'), false],
    ['in one function, but a BUG() and an oops', crash('bug', 'f'), crash('oops', 'f'), false],
    ['when one trace was cut off and the report is equal', crash('panic', 'f'), crash('panic'), true],
    [
      'when a BUG() only moved in its file',
      crash('bug', undefined, 'mm/cma.c:12'),
      crash('bug', undefined, 'mm/cma.c:19'),
      true,
    ],
    [
      'when BUG()s are in two files',
      crash('bug', undefined, 'mm/cma.c:12'),
      crash('bug', undefined, 'mm/slub.c:12'),
      false,
    ],
    ['when silent at one stage', stageSignature('hang', 'kernel'), stageSignature('hang', 'kernel'), true],
    ['when silent at two stages', stageSignature('silence', 'none'), stageSignature('hang', 'kernel'), false],
  ])('%s', (_, a, b, expected) => {
    expect(sameFailure(a, b)).toBe(expected)
    expect(sameFailure(b, a)).toBe(expected)
    expect(sameFailure(a, a)).toBe(true)
  })
})

test('a trace through other callers makes no other failure, and is no part of its text', () => {
  const through = (...trace: string[]) => makeSignature({ kind: 'oops', title: 'paging request', function: 'f', trace })
  expect(sameFailure(through('f', 'g'), through('f', 'h'))).toBe(true)
  expect(through('f', 'g').text).toBe(through().text)
})
