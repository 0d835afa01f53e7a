import { expect, test } from 'vitest'
import { UsageError } from '../usage-error.ts'
import { readVerdictsOptions } from './verdicts-options.ts'

test('without options it is 200 bisections among faults in a tenth of builds and boots', () => {
  expect(readVerdictsOptions({})).toMatchObject({ count: 200, seed: '1', faults: 10 })
})

test('the bisections can be left out, and the machine can be in order', () => {
  expect(readVerdictsOptions({ count: '0', faults: '0' })).toMatchObject({ count: 0, faults: 0 })
})

test.each([{ faults: '51' }, { faults: 'some' }, { count: '-1' }])('%j is refused', (values) => {
  expect(() => readVerdictsOptions(values)).toThrow(UsageError)
})
