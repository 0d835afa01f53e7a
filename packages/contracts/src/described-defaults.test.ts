import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { BisectionRequest } from './bisection-request.ts'

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
}

/** Every field whose description names a number as its default. */
function describedDefaults(schema: Schema, path: string): [path: string, field: Schema, value: number][] {
  const told = /default (\d+(?:\.\d+)?)/.exec(schema.description ?? '')
  const own: [string, Schema, number][] = told ? [[path, schema, Number(told[1])]] : []
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    describedDefaults(field, path === '' ? name : `${path}.${name}`),
  )
  const others = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])]
  return [...own, ...fields, ...others.flatMap((other) => describedDefaults(other, path))]
}

const found = describedDefaults(BisectionRequest as Schema, '')

test('a request may name the default that a field describes', () => {
  expect(found.map(([path]) => path)).toEqual(expect.arrayContaining(['runs.boundaries', 'runs.confirm']))
  for (const [path, field, value] of found)
    expect([path, value, Value.Check(field as never, value)]).toEqual([path, value, true])
})
