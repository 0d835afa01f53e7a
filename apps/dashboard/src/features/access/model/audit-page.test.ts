import { expect, test } from 'vitest'
import { auditPage } from './audit-page.ts'

test.each([
  ['bisection.create', 'b1', '/bisections/b1'],
  ['tree.fetch', 'linux.next', '/trees/linux.next'],
  ['webhook.delete', 'w1', undefined],
  ['token.revoke', 't1', undefined],
  ['login', 'a/b', undefined],
])('%s of %s is shown at %s', (action, subject, page) => {
  expect(auditPage({ action, subject })).toBe(page)
})
