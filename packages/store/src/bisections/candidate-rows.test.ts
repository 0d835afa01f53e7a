import { expect, test } from 'vitest'
import { formatPerson, parsePerson } from './candidate-rows.ts'

test.each([
  ['Ann O. Author', 'ann@example.org'],
  ['', 'ann@example.org'],
  ['Ann', ''],
  ['Ann <odd> Author', 'a b'],
])('a person named %j with the address %j comes back', (name, email) => {
  expect(parsePerson(formatPerson(name, email))).toEqual({ name, email })
})

test('a person without an address is a name', () => {
  expect(parsePerson('somebody')).toEqual({ name: 'somebody', email: '' })
})
