import { Problem } from '@kbisect/contracts'
import type Type from 'typebox'
import { Value } from 'typebox/value'
import { expect } from 'vitest'

/** The body of an answer, which must have the status and the shape. */
export async function expectAnswer<T extends Type.TSchema>(
  schema: T,
  response: Response,
  status = 200,
): Promise<Type.Static<T>> {
  const body: unknown = await response.json()
  expect(response.status, JSON.stringify(body)).toBe(status)
  expect([...Value.Errors(schema, body)]).toEqual([])
  return body as Type.Static<T>
}

/** The body of an answer that must be a problem with the status. */
export async function expectProblem(response: Response, status: number): Promise<Problem> {
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  return expectAnswer(Problem, response, status)
}
