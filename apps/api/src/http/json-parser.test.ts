import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { useProblems } from './errors-plugin.ts'
import { DEEPEST_JSON, isNestedDeeper, parseJsonBodies } from './json-parser.ts'

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

test('brackets count outside strings alone', () => {
  expect(isNestedDeeper(nested(3), 3)).toBe(false)
  expect(isNestedDeeper(nested(4), 3)).toBe(true)
  expect(isNestedDeeper('[[],[],[],[]]', 2)).toBe(false)
  expect(isNestedDeeper('{"a[[[[":"\\"[[[[\\\\"}', 1)).toBe(false)
  expect(isNestedDeeper('"never closed [[[[', 1)).toBe(false)
  expect(isNestedDeeper('{"a":{"b":[1]}}', 2)).toBe(true)
})

test('a body that is nested too deep, broken, or pollutes prototypes is refused as a bad request', async () => {
  const app = Fastify()
  useProblems(app)
  parseJsonBodies(app)
  app.post('/', async ({ body }) => ({ body }))
  const post = (payload: string) =>
    app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': 'application/json' } })
  expect((await post(nested(DEEPEST_JSON))).statusCode).toBe(200)
  for (const body of [
    nested(DEEPEST_JSON + 1),
    nested(10_000),
    '['.repeat(1_000_000),
    '{"a"',
    '',
    '{"__proto__": {"x": 1}}',
  ])
    expect((await post(body)).json()).toMatchObject({ status: 400, type: 'urn:kbisect:bad-request' })
  await app.close()
})
