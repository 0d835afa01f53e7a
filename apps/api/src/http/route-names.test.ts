import { expect, test } from 'vitest'
import { auditActionOf } from './route-names.ts'

test.each([
  ['POST', '/bisections', 'bisection.create'],
  ['POST', '/bisections/preview', 'bisection.preview'],
  ['POST', '/bisections/:id/cancel', 'bisection.cancel'],
  ['POST', '/bisections/:id/candidates/:hash/rerun', 'bisection.rerun'],
  ['PUT', '/bisections/:id/candidates/:hash/verdict', 'bisection.verdict'],
  ['DELETE', '/trees/:name', 'tree.delete'],
  ['PATCH', '/webhooks/:id', 'webhook.change'],
  ['POST', '/deliveries/:id/redeliver', 'delivery.redeliver'],
])('%s %s is recorded as %s', (method, url, action) => {
  expect(auditActionOf(method, url)).toBe(action)
  expect(auditActionOf(method, `/api/v1${url}`)).toBe(action)
})
