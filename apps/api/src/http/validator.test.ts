import { PageQuery } from '@kbisect/contracts'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { InvalidRequest, validatorCompiler } from './validator.ts'

const Query = Type.Object({
  ...PageQuery.properties,
  tree: Type.Optional(Type.Array(Type.String())),
  after: Type.Optional(Type.Integer({ minimum: 0 })),
})

const validate = (schema: Type.TSchema, value: unknown, httpPart: string) =>
  validatorCompiler({ schema, httpPart, method: 'GET', url: '/' })(value) as { value?: unknown; error?: unknown }

const mistakes = (value: unknown, httpPart: string) => {
  const { error } = validate(Query, value, httpPart)
  return error instanceof InvalidRequest ? error.errors : []
}

test.each(['querystring', 'params'])('a NUL character in the %s is refused, also within a list', (part) => {
  const found = { message: 'holds a NUL character', hint: 'Send it without it.' }
  expect(mistakes({ cursor: 'a\0b' }, part)).toEqual([{ field: 'cursor', value: 'a\0b', ...found }])
  expect(mistakes({ tree: ['main', '\0'] }, part)).toEqual([{ field: 'tree', value: '\0', ...found }])
})

test('a number that is larger than the database can look for is refused', () => {
  const largest = String(Number.MAX_SAFE_INTEGER)
  expect(validate(Query, { after: largest }, 'querystring')).toMatchObject({
    value: { after: Number.MAX_SAFE_INTEGER },
  })
  for (const after of ['9007199254740992', '9223372036854775808', '1e30'])
    expect(mistakes({ after }, 'querystring')).toEqual([
      {
        field: 'after',
        value: Number(after),
        message: `${Number(after)} is too large`,
        hint: `Give a number up to ${largest}.`,
      },
    ])
})
