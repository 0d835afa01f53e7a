import { expect, test } from 'vitest'
import { RequestError } from './errors.ts'

test('a request with thousands of mistakes names the first twenty and how many more there are', () => {
  const mistakes = Array.from({ length: 5_000 }, (_, at) => ({
    field: `tests[${at}]`,
    message: 'is missing',
    hint: 'send it',
  }))
  const { errors, message } = new RequestError('cannot-import', mistakes)
  expect(errors).toEqual(mistakes.slice(0, 20))
  expect(message).toMatch(/^tests\[0\]: is missing; .*tests\[19\]: is missing; and 4980 more$/)
  expect(new RequestError('cannot-import', mistakes.slice(0, 1)).message).toBe('tests[0]: is missing')
})
