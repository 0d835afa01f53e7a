import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Errors } from 'typebox/schema'
import { describe, expect, test } from 'vitest'
import { operationExamples } from './operations.ts'

interface Schema {
  readonly type?: string
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: unknown
}

interface Media {
  readonly schema: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

interface Body {
  readonly content?: Readonly<Record<string, Media>>
}

interface Operation {
  readonly operationId: string
  readonly requestBody?: Body
  readonly responses: Readonly<Record<string, Body>>
}

// What the API serves: openapi.docs.test.ts holds the file to it.
const file = resolve(import.meta.dirname, '../../../../docs/openapi.json')
const document = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, Operation>> }
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))

const examplesOf = ({ example, examples = {} }: Media): unknown[] => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples).map(({ value }) => value),
]

/** Fields of a value that its schema does not have. */
function unknownFields(schema: Schema, value: unknown, path = ''): string[] {
  const { anyOf, properties, items } = schema
  if (anyOf) {
    const all = anyOf.map((each) => unknownFields(each, value, path))
    return all.reduce((least, each) => (each.length < least.length ? each : least))
  }
  if (Array.isArray(value))
    return items ? value.flatMap((item, at) => unknownFields(items, item, `${path}[${at}]`)) : []
  if (typeof value !== 'object' || value === null || !properties) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    properties[name] ? unknownFields(properties[name], inner, `${path}.${name}`) : [`${path}.${name}`],
  )
}

/** What is wrong with the examples of a body, each in one line. */
const mistakes = (name: string, { content = {} }: Body): string[] =>
  Object.entries(content).flatMap(([type, media]) =>
    examplesOf(media).flatMap((example) => [
      ...Errors(media.schema, example)[1].map((error) => `${name} ${type} ${error.instancePath} ${error.message}`),
      ...unknownFields(media.schema, example).map((path) => `${name} ${type} has ${path}, which the schema has not`),
    ]),
  )

describe('the OpenAPI document', () => {
  test('has examples for operations that exist, and no others', () => {
    expect(Object.keys(operationExamples).sort()).toEqual(operations.map(({ operationId }) => operationId).sort())
  })

  test('shows for every operation what to send and what is answered', () => {
    expect(operations.length).toBeGreaterThan(55)
    const missing = operations.flatMap(({ operationId, requestBody, responses }) => {
      const request = Object.values(requestBody?.content ?? {})
      const answers = Object.entries(responses)
        .filter(([status]) => status.startsWith('2'))
        .flatMap(([, { content = {} }]) => Object.values(content))
      const shown = (bodies: readonly Media[]) =>
        bodies.length === 0 || bodies.some((media) => examplesOf(media).length > 0)
      return [
        ...(shown(request) ? [] : [`${operationId}: request`]),
        ...(shown(answers) ? [] : [`${operationId}: answer`]),
      ]
    })
    expect(missing).toEqual([])
  })

  test('holds every example to its schema', () => {
    const found = operations.flatMap(({ operationId, requestBody = {}, responses }) => [
      ...mistakes(`${operationId} request`, requestBody),
      ...Object.entries(responses).flatMap(([status, answer]) => mistakes(`${operationId} ${status}`, answer)),
    ])
    expect(found).toEqual([])
  })

  test('finds an example that does not fit', () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }
    const body = { content: { 'application/json': { schema, example: { a: 'x', b: 1 } } } }
    expect(mistakes('x', body)).toHaveLength(2)
  })
})
