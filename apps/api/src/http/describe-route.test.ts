import { expect, test } from 'vitest'
import { describeRoute } from './describe-route.ts'

const route = { method: 'GET', url: '/api/v1/trees' }

test('the description refuses a route that states no operation id', () => {
  expect(() => describeRoute({ summary: 'List trees' }, route, 'token')).toThrow(
    'the route GET /api/v1/trees has no operationId',
  )
  expect(describeRoute({ operationId: 'listTrees' }, route, 'token')).toMatchObject({ operationId: 'listTrees' })
  expect(describeRoute({ hide: true }, route, 'token')).toEqual({ hide: true })
})
