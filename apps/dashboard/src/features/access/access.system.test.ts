import { expect, test } from 'vitest'
import { auditEntry, delivery, token, webhook } from '../../fixture/forms-world.fixture.ts'
import { serveSite } from '../../fixture/site.fixture.ts'

const site = serveSite(({ forms }) => {
  forms.tokens.push(token('token0000001', 'nightly'))
  forms.tokens.push(token('token0000002', 'old', { revokedAt: '2026-11-20T00:00:00Z', lastUsedAt: null }))
  forms.audit.push(...Array.from({ length: 60 }, (_, at) => auditEntry(60 - at)))
  forms.webhooks.push(webhook('webhook10000'))
  forms.deliveries.push(delivery('delivery0001', 'webhook10000'))
})

const soon = { timeout: 60_000 }
const tokens = () => site.page.getByRole('table', { name: 'Tokens' }).getByRole('row')
const audit = () => site.page.getByRole('table', { name: /Who did what/ }).getByRole('row')
const sent = () => site.world.forms.received

test('a token is made with a scope and an end, and shown once', async () => {
  await site.open('/access')
  await tokens().nth(2).waitFor()
  await site.page.getByRole('button', { name: 'Make a token' }).click()
  await site.page.getByRole('button', { name: 'Make it' }).click()
  await expect.poll(() => site.page.locator('#field-name-error').textContent(), soon).toContain('Is empty.')
  await site.page.getByLabel('Name').fill('ci')
  await site.page.getByRole('radio', { name: /^read/ }).check()
  await site.page.getByLabel('Expiry').selectOption('on a day')
  await site.page.getByLabel('Last day').fill('2027-03-01')
  await site.page.getByRole('button', { name: 'Make it' }).click()
  const shown = site.page.getByRole('region', { name: 'The token ci' })
  await shown.waitFor()
  expect(sent().at(-1)?.body).toEqual({ name: 'ci', scope: 'read', expiresAt: '2027-03-01T23:59:59.000Z' })
  const secret = (await shown.locator('code').textContent()) ?? ''
  expect(secret).toMatch(/^kb_[0-9a-f]{40}$/)
  await shown.getByRole('button', { name: 'I have kept it' }).click()
  await expect.poll(() => tokens().count(), soon).toBe(4)
  expect(await site.page.content()).not.toContain(secret)
})

test('a token is revoked after a question, and one that is over cannot be revoked again', async () => {
  await site.open('/access')
  await tokens().nth(2).waitFor()
  await expect.poll(() => tokens().nth(2).textContent()).toMatch(/old.*never.*revoked/)
  await expect.poll(() => tokens().nth(2).getByRole('button').count()).toBe(0)
  await tokens().nth(1).getByRole('button', { name: 'Revoke' }).click()
  await site.page.getByRole('button', { name: 'Revoke it' }).click()
  await expect.poll(() => tokens().nth(1).textContent(), soon).toContain('revoked')
})

test('the audit is paged, and filtered by its subject in the address', async () => {
  await site.open('/access')
  await audit().nth(50).waitFor()
  await site.page.getByRole('button', { name: 'Show older ones' }).click()
  await expect.poll(() => audit().count(), soon).toBe(61)
  await audit().nth(1).getByRole('link', { name: 'bisection60', exact: true }).click()
  await site.page.waitForURL(/subject=bisection60/)
  await expect.poll(() => audit().count(), soon).toBe(2)
  await expect.poll(() => site.page.getByLabel('Subject').inputValue()).toBe('bisection60')
  await site.page.getByLabel('Subject').fill('nobody')
  await site.page.getByText('No entry for this id or name').waitFor()
})

test('who is no admin is told what it takes, and asks for nothing that is refused', async () => {
  site.world.scope = 'submit'
  const asked: string[] = []
  site.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  for (const path of ['/access', '/webhooks', '/webhooks/webhook10000']) {
    await site.open(path)
    await site.page.getByText('needs a token with the scope admin').waitFor()
  }
  await site.page.getByRole('link', { name: 'Sign in with another token' }).click()
  await site.page.waitForURL(/\/login\?next=/)
  expect(asked.filter((path) => /\/api\/v1\/(tokens|audit|webhooks)/.test(path))).toEqual([])
})

test.each(['/bisections?state=running', '/api/v1/bisections?limit=1'])(
  'a person who signs in is taken back to %s',
  async (next) => {
    site.world.token = 'right'
    await site.open(`/login?next=${encodeURIComponent(next)}`)
    await site.page.getByLabel('Token').fill('right')
    await site.page.getByRole('button', { name: 'Sign in' }).click()
    await expect.poll(() => site.page.url(), soon).toBe(`${site.server.url}${next}`)
  },
)

test('a webhook is added with all its options, and its secret is shown once', async () => {
  await site.open('/webhooks')
  await site.page.getByRole('button', { name: 'Add a webhook' }).click()
  await site.page.getByLabel('URL').fill('http://plain.example.org')
  await site.page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => site.page.locator('#field-url-error').textContent(), soon).toBe('Is no https URL. Use https.')
  await site.page.getByLabel('URL').fill('https://hooks.example.org/x')
  await site.page.getByLabel('Format').selectOption('GitHub issues')
  await site.page.getByRole('checkbox', { name: 'A regression is found' }).check()
  await site.page.getByLabel('Files of the culprit').fill('mm/**\ndrivers/gpu/**')
  await site.page.getByRole('checkbox', { name: 'arm64' }).check()
  await site.page.getByRole('button', { name: 'Add a header' }).click()
  await site.page.getByLabel('Name of header 1').fill('Authorization')
  await site.page.getByLabel('Value of header 1').fill('Bearer x')
  await site.page.getByRole('checkbox', { name: /X-Hub-Signature-256/ }).check()
  await site.page.getByRole('button', { name: 'Save' }).click()
  const shown = site.page.getByRole('region', { name: 'Webhook created' })
  await shown.waitFor()
  await expect.poll(() => shown.textContent()).toContain('whsec_')
  expect(sent().at(-1)?.body).toMatchObject({
    url: 'https://hooks.example.org/x',
    format: 'github',
    types: ['regression.found', 'regression.bisected'],
    filters: { paths: ['mm/**', 'drivers/gpu/**'], architectures: ['arm64'] },
    headers: { Authorization: 'Bearer x' },
    githubSignature: true,
  })
  await shown.getByRole('button', { name: 'I have kept it' }).click()
  await site.page.getByRole('link', { name: 'https://hooks.example.org', exact: true }).waitFor()
  expect(await site.page.content()).not.toContain('whsec_')
})

test('a webhook is switched off and on, given a new secret, edited without losing its headers, and deleted', async () => {
  await site.open('/webhooks/webhook10000')
  await site.page.getByRole('button', { name: 'Switch off' }).click()
  await site.page.getByRole('button', { name: 'Switch on' }).click()
  await site.page.getByRole('button', { name: 'Switch off' }).waitFor()
  expect(sent().map(({ body }) => body)).toEqual([{ disabled: true }, { disabled: false }])

  await site.page.getByRole('button', { name: 'Rotate', exact: true }).click()
  await site.page.getByRole('button', { name: 'Rotate it' }).click()
  const shown = site.page.getByRole('region', { name: 'It has a new secret' })
  await shown.getByText('whsec_').waitFor()
  await shown.getByRole('button', { name: 'I have kept it' }).click()

  await site.page.getByRole('button', { name: 'Edit' }).click()
  await site.page.getByLabel('Description').fill('another')
  await site.page.getByRole('button', { name: 'Save' }).click()
  await site.page.getByRole('region', { name: 'Settings' }).waitFor()
  await expect.poll(() => site.page.getByRole('main').textContent()).toContain('another')
  expect(sent().at(-1)?.body).not.toHaveProperty('headers')
  expect(sent().at(-1)?.body).not.toHaveProperty('url')

  await site.page.getByRole('button', { name: 'Delete', exact: true }).click()
  await site.page.getByRole('button', { name: 'Delete it' }).click()
  await site.page.getByText('No webhooks yet').waitFor()
})

test('deliveries show what was sent and what came back, and are sent again; a ping joins them', async () => {
  await site.open('/webhooks/webhook10000')
  const items = site.page.locator('.delivery')
  await items.first().waitFor()
  await expect
    .poll(() => items.first().locator('summary').textContent())
    .toMatch(/delivered.*bisection\.finished.*204 in 87 ms, tried 2 times/)
  await items.first().locator('summary').press('Enter')
  await expect.poll(() => items.first().textContent()).toMatch(/503 in 2\.1 s.*the receiver answered 503.*try later/)
  await expect.poll(() => items.first().textContent()).toContain('"id": "finishedbisect"')
  await items.first().getByRole('button', { name: 'Send it again' }).click()
  await expect.poll(() => items.count(), soon).toBe(2)
  await site.page.getByRole('button', { name: 'Send a ping' }).click()
  await expect.poll(() => items.count(), soon).toBe(3)
  await expect.poll(() => items.first().textContent()).toMatch(/waiting.*ping.*not tried yet/)
})

test('a webhook that fails shows in the list its last status and since when', async () => {
  const at = new Date(Date.now() - 2 * 3600_000).toISOString()
  const lastAttempt = { at, status: 502, error: 'it answered 502' }
  site.world.forms.webhooks.push(webhook('webhook20000', { lastAttempt, failingSince: at }))
  await site.open('/webhooks')
  const row = site.page.getByRole('row').filter({ hasText: 'failing' })
  await row.waitFor()
  await expect.poll(() => row.count()).toBe(1)
  await expect.poll(() => row.textContent()).toMatch(/failing502, first failed 2 h ago/)
})
