import { expect, test } from 'vitest'
import { may } from './permission.ts'

test('a scope includes those before it, and nobody is nobody', () => {
  expect(may({ scope: 'admin' }, 'submit')).toBe(true)
  expect(may({ scope: 'submit' }, 'submit')).toBe(true)
  expect(may({ scope: 'submit' }, 'admin')).toBe(false)
  expect(may(undefined, 'read')).toBe(false)
})
