import { expect, test } from 'vitest'
import { jobWords } from './format-job.ts'

test('hashes are short in the list of workers, other words stay', () => {
  expect(jobWords(`build ${'0123456789abcdef'.repeat(3).slice(0, 40)} arm64`)).toBe('build 0123456789ab arm64')
  expect(jobWords('advance ircz2dn0eryv0ckey8mn')).toBe('advance ircz2dn0eryv0ckey8mn')
})
