import { expect, test } from 'vitest'
import { UsageError } from '../usage-error.ts'
import { readSoakOptions } from './soak-options.ts'

test('without options it is 200 bisections, quickly 3', () => {
  expect(readSoakOptions({})).toMatchObject({ count: 200, seed: '1', first: 1 })
  expect(readSoakOptions({}, true).count).toBe(3)
  expect(readSoakOptions({ count: '7' }, true).count).toBe(7)
})

test.each([{ count: '0' }, { count: 'many' }, { first: '0' }, { deaths: '-1' }, { minutes: '1.5' }])(
  '%j is refused',
  (values) => {
    expect(() => readSoakOptions(values)).toThrow(UsageError)
  },
)
