import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from './service.fixture.ts'

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly maxItems?: number
  readonly maximum?: number
  readonly items?: Schema
}
interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: Schema }>> }>>
}

// The export for KCIDB is one document by its nature: it is sent in parts, each made of one page of
// facts.
const IN_PARTS = ['getBisectionKcidb']
const MOST = 200

let service: TestService
let reads: Operation[]

beforeAll(async () => {
  service = await startTestService()
  const document = (await (await fetch(`${service.url}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, { get?: Operation }>
  }
  reads = Object.values(document.paths).flatMap(({ get }) => (get ? [get] : []))
})
afterAll(() => service?.remove())

const answerOf = ({ responses }: Operation): Schema | undefined =>
  responses['200']?.content?.['application/json']?.schema

/** The lists of objects that an answer has. */
const listsOf = (operation: Operation) =>
  Object.entries(answerOf(operation)?.properties ?? {}).filter(
    ([, { type, items }]) => type === 'array' && items?.type === 'object',
  )

/**
 * Whether an answer has at most as many items as were asked for, and says how to get the next ones.
 */
function isPaged(operation: Operation): boolean {
  const query = (name: string) => operation.parameters?.find((one) => one.in === 'query' && one.name === name)?.schema
  const mostAsked = query('limit')?.maximum ?? Number.POSITIVE_INFINITY
  return query('cursor') !== undefined && mostAsked <= MOST && answerOf(operation)?.properties?.next !== undefined
}

test('each list of an answer is paged or says how long it is at most', () => {
  const unbounded = reads.flatMap((operation) =>
    listsOf(operation)
      .filter(([name, { maxItems }]) => maxItems === undefined && !(name === 'items' && isPaged(operation)))
      .map(([name]) => `${operation.operationId}: ${name}`),
  )
  expect(unbounded.filter((one) => !IN_PARTS.some((name) => one.startsWith(`${name}:`)))).toEqual([])
})

test('the lists of the API are among those that are looked at', () => {
  const named = reads.filter(({ operationId }) => operationId.startsWith('list'))
  expect(named.length).toBeGreaterThan(12)
  for (const operation of named)
    expect([operation.operationId, listsOf(operation).map(([name]) => name)]).toEqual([
      operation.operationId,
      ['items'],
    ])
  expect(reads.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(IN_PARTS))
})
