import { BisectionRequest, PageQuery, Test } from '@kbisect/contracts'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { hintOf, patternHintOf, type Schema } from './schema-hint.ts'

test.each<[string, Type.TSchema, string]>([
  ['a whole number', PageQuery.properties.limit, 'Give a whole number from 1 to 200. How many items a page has.'],
  ['a number with one limit', Type.Number({ minimum: 3 }), 'Give a number of 3 or more.'],
  ['a text', Type.String({ maxLength: 9 }), 'Give a text of at most 9 characters.'],
  ['a moment', Type.String({ format: 'date-time' }), 'Write it as 2026-03-01T10:00:00Z.'],
  ['a list', Type.Array(Type.String(), { minItems: 1, maxItems: 5 }), 'Give a list of 1 to 5 entries.'],
  [
    'alternatives by kind',
    Test,
    'Give a JSON object whose kind is one of boot, build, script, console, kunit, such as {"kind": "boot"}.',
  ],
  ['alternatives', Type.Union([Type.Boolean(), Type.Null()]), 'Give true or false. Or give null.'],
  ['an object', Type.Object({ a: Type.String(), b: Type.String() }), 'Give a JSON object with a and b.'],
])('the hint for %s says what to send', (_what, schema, hint) => {
  expect(hintOf(schema as Schema)).toBe(hint)
})

test('the hint for a pattern says what it is for and shows it', () => {
  const { tree } = BisectionRequest.properties
  expect(patternHintOf(tree as Schema)).toMatch(/^Lower-case name of a tree, e\.g\. mainline\. It must match \^/)
})
