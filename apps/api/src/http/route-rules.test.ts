import { expect, test } from 'vitest'
import { allows, rulesOf } from './route-rules.ts'

test.each([
  ['GET', '/api/v1/bisections', 'read', undefined, false],
  ['HEAD', '/api/v1/bisections', 'read', undefined, false],
  ['POST', '/api/v1/bisections', 'submit', 'bisection.create', true],
  ['POST', '/api/v1/bisections/preview', 'submit', undefined, false],
  ['PUT', '/api/v1/bisections/:id/candidates/:hash/verdict', 'submit', 'bisection.verdict', false],
  ['GET', '/api/v1/webhooks', 'admin', undefined, false],
  ['GET', '/api/v1/mails', 'admin', undefined, false],
  ['POST', '/api/v1/mails/:id/send', 'admin', 'mail.send', true],
  ['POST', '/api/v1/deliveries/:id/redeliver', 'admin', 'delivery.redeliver', true],
])('%s %s needs %s by default', (method, url, scope, action, idempotent) => {
  expect(rulesOf({ method, url })).toEqual({ scope, action, idempotent })
})

test('a route can say otherwise', () => {
  const config = { scope: 'admin', audit: 'token.revoke' } as const
  expect(rulesOf({ method: 'DELETE', url: '/x/:id', config })).toMatchObject({ scope: 'admin', action: 'token.revoke' })
  expect(rulesOf({ method: 'POST', url: '/x', config: { audit: false } })).toMatchObject({ action: undefined })
})

test('each scope includes the ones before it', () => {
  expect([allows('admin', 'read'), allows('submit', 'submit'), allows('read', 'submit')]).toEqual([true, true, false])
})
