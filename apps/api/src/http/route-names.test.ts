import { expect, test } from 'vitest'
import { auditActionOf, operationIdOf } from './route-names.ts'

test.each([
  ['GET', '/bisections', 'listBisections'],
  ['GET', '/bisections/:id', 'getBisection'],
  ['GET', '/bisections/:id/runs', 'listBisectionRuns'],
  ['GET', '/bisections/:id/report', 'getBisectionReport'],
  ['GET', '/bisections/:id/reproduce.sh', 'getBisectionReproduceSh'],
  ['GET', '/bisections/:id/bisect-log', 'getBisectionBisectLog'],
  ['GET', '/bisections/:id/tasks/:task/log', 'getBisectionTaskLog'],
  ['GET', '/trees/:name/branches', 'listTreeBranches'],
  ['GET', '/webhooks/:id/deliveries', 'listWebhookDeliveries'],
  ['GET', '/overview', 'getOverview'],
  ['POST', '/session', 'createSession'],
])('%s %s is the operation %s', (method, url, name) => {
  expect(operationIdOf(method, `/api/v1${url}`)).toBe(name)
  expect(operationIdOf(method, url)).toBe(name)
})

test.each([
  ['POST', '/bisections', 'createBisection', 'bisection.create'],
  ['POST', '/bisections/preview', 'previewBisection', 'bisection.preview'],
  ['POST', '/bisections/:id/cancel', 'cancelBisection', 'bisection.cancel'],
  ['POST', '/bisections/:id/candidates/:hash/rerun', 'rerunBisectionCandidate', 'bisection.rerun'],
  ['PUT', '/bisections/:id/candidates/:hash/verdict', 'setBisectionCandidateVerdict', 'bisection.verdict'],
  ['DELETE', '/trees/:name', 'deleteTree', 'tree.delete'],
  ['PATCH', '/webhooks/:id', 'changeWebhook', 'webhook.change'],
  ['POST', '/deliveries/:id/redeliver', 'redeliverDelivery', 'delivery.redeliver'],
])('%s %s is the operation %s and is recorded as %s', (method, url, name, action) => {
  expect([operationIdOf(method, url), auditActionOf(method, url)]).toEqual([name, action])
})
