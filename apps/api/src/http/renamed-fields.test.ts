import { BisectionRequest } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { describeMistakes, type Schema } from './validation-errors.ts'

test.each<[string, unknown, string, string?]>([
  ['complaints', 'fail', 'warnings'],
  ['scope', [{ architecture: 'arm' }], 'alsoTest'],
  ['runs', { ends: 3 }, 'boundaries', 'runs.ends'],
])('the hint for the old field %s says its name of today', (field, value, now, path = field) => {
  const request = { tree: 'mainline', good: 'v6.1', bad: 'v6.2', target: { architecture: 'arm64' }, [field]: value }
  const [error] = describeMistakes(BisectionRequest as Schema, request)
  expect(error).toMatchObject({ field: path, message: 'is not a known field', hint: `It is called ${now} now.` })
})
