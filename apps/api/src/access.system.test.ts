import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { AuditEntry, Page, type Scope, Session, Token, TokenCreated } from '@kbisect/contracts'
import Type from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { createSmallRepository } from './small-repository.fixture.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService()
  createSmallRepository(join(service.directory, 'source'))
})
afterAll(() => service?.remove())

let made = 0

async function makeToken(scope: Scope, more: object = {}): Promise<TokenCreated> {
  const request = { name: `a ${scope} ${++made}`, scope, ...more }
  return expectAnswer(TokenCreated, await service.call('POST', '/tokens', request), 201)
}

const as = (token: string, method: string, path: string, body?: unknown): Promise<Response> =>
  service.call(method, path, body, { authorization: `Bearer ${token}` })

const audit = async (subject: string): Promise<AuditEntry[]> =>
  (await expectAnswer(Page(AuditEntry), await service.call('GET', `/audit?subject=${subject}`))).items

async function cookieOf(token: string): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) }
  const login = await fetch(`${service.url}/api/v1/session`, init)
  return login.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const withCookie = (cookie: string, path: string): Promise<Response> =>
  fetch(`${service.url}/api/v1${path}`, { headers: { cookie } })

describe('scopes', () => {
  const refusals: [Scope, string, string, Scope][] = [
    ['read', 'POST', '/bisections', 'submit'],
    ['read', 'POST', '/trees/small/fetch', 'submit'],
    ['read', 'POST', '/bisections/nosuchone/cancel', 'submit'],
    ['read', 'GET', '/webhooks', 'admin'],
    ['submit', 'GET', '/tokens', 'admin'],
    ['submit', 'GET', '/audit', 'admin'],
    ['submit', 'POST', '/tokens', 'admin'],
    ['submit', 'GET', '/webhooks/nosuchone/deliveries', 'admin'],
    ['submit', 'POST', '/trees', 'admin'],
    ['submit', 'DELETE', '/trees/small', 'admin'],
    ['submit', 'DELETE', '/bisections/nosuchone', 'admin'],
  ]
  test.each(refusals)('%s may not %s %s: it needs %s', async (scope, method, path, needed) => {
    const { token, name } = await makeToken(scope)
    const { type, detail } = await expectProblem(await as(token, method, path), 403)
    expect(type).toBe('urn:kbisect:scope')
    expect(detail).toBe(`this needs a token with the scope ${needed}; the token ${name} has the scope ${scope}`)
  })

  test.each<[Scope, string, string, number]>([
    ['read', 'GET', '/bisections', 200],
    ['read', 'GET', '/overview', 200],
    ['submit', 'POST', '/bisections/nosuchone/cancel', 404],
    ['admin', 'DELETE', '/bisections/nosuchone', 404],
  ])('%s may %s %s', async (scope, method, path, status) => {
    expect((await as((await makeToken(scope)).token, method, path)).status).toBe(status)
  })

  test('a session has the scope of its token', async () => {
    const { token, name } = await makeToken('read')
    const cookie = await cookieOf(token)
    const session = await expectAnswer(Session, await withCookie(cookie, '/session'))
    expect(session).toMatchObject({ name, scope: 'read' })
    await expectProblem(await withCookie(cookie, '/tokens'), 403)
  })
})

describe('a browser without a session', () => {
  const html = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  const visit = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${service.url}/api/v1${path}`, { redirect: 'manual', headers: { accept: html, ...headers } })

  test.each(['/bisections/abcdefgh/report', '/runs/abcdefgh/log?from=1&to=20', `/artifacts/${'0'.repeat(64)}`])(
    'is taken from %s to the page for signing in, which leads back',
    async (path) => {
      const response = await visit(path)
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        `/login?next=${encodeURIComponent(`/api/v1${path}`)}`,
      ])
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.get('vary')).toContain('accept')
      expect(await response.text()).toBe('')
    },
  )

  test('is taken there also with a session that is over', async () => {
    expect((await visit('/bisections', { cookie: 'kbisect_session=nonsense' })).status).toBe(303)
  })

  test('is led back to this service only', async () => {
    const { location } = Object.fromEntries((await visit('/bisections?next=//evil.example')).headers)
    const login = new URL(location ?? '', service.url)
    const { token } = await makeToken('read')
    const back = await fetch(`${login.href}&token=${token}`, {
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'none' },
    })
    expect(back.headers.get('location')).toBe('/api/v1/bisections?next=//evil.example')
  })

  test('gets a problem where it changes something, or shows a token that is wrong', async () => {
    const post = await fetch(`${service.url}/api/v1/bisections`, { method: 'POST', headers: { accept: html } })
    await expectProblem(post, 401)
    await expectProblem(await visit('/bisections', { authorization: 'Bearer wrong' }), 401)
  })
})

describe('a session', () => {
  const mail = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  test('is sent along with a link in a mail, and reads', async () => {
    const { token } = await makeToken('read')
    const direct = { 'sec-fetch-site': 'none' }
    const login = await fetch(`${service.url}/login?token=${token}`, { redirect: 'manual', headers: direct })
    expect(login.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax$/)
    const cookie = await cookieOf(token)
    // fetch() sends `sec-fetch-mode: cors`, which no followed link does.
    const [answer] = (await once(
      get(`${service.url}/api/v1/bisections`, { headers: { cookie, ...mail } }),
      'response',
    )) as [IncomingMessage]
    answer.resume()
    expect(answer.statusCode).toBe(200)
  })

  test('neither reads nor changes anything for a page of another site', async () => {
    const cookie = await cookieOf((await makeToken('submit')).token)
    const from = (method: string, headers: Record<string, string>) =>
      fetch(`${service.url}/api/v1/bisections`, { method, headers: { cookie, ...headers } })
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    await expectProblem(await from('GET', image), 403)
    await expectProblem(await from('GET', { ...mail, 'sec-fetch-dest': 'iframe' }), 403)
    await expectProblem(await from('POST', mail), 403)
    await expectProblem(await from('POST', { origin: 'https://evil.example' }), 403)
  })
})

describe('tokens', () => {
  test('are shown once, listed without their text, and end when they are revoked, sessions too', async () => {
    const { token, ...made } = await makeToken('submit')
    const list = await (await service.call('GET', '/tokens')).text()
    expect(list).not.toContain(token)
    const { items } = await expectAnswer(
      Type.Object({ items: Type.Array(Token) }),
      await service.call('GET', '/tokens'),
    )
    expect(items).toContainEqual(made)
    const cookie = await cookieOf(token)
    expect((await withCookie(cookie, '/session')).status).toBe(200)
    expect((await service.call('DELETE', `/tokens/${made.id}`)).status).toBe(204)
    await expectProblem(await as(token, 'GET', '/session'), 401)
    await expectProblem(await withCookie(cookie, '/session'), 401)
    await expectProblem(await service.call('DELETE', `/tokens/${made.id}`), 404)
  })

  test('with an end have sessions that end no later', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString()
    const cookie = await cookieOf((await makeToken('read', { expiresAt })).token)
    expect(await expectAnswer(Session, await withCookie(cookie, '/session'))).toMatchObject({ expiresAt })
  })

  test.each([
    [{ name: 'x', scope: 'root' }, 'scope: "root" is not one of read, submit, admin'],
    [{ name: ' ', scope: 'read' }, 'name: " " is not allowed'],
    [{ scope: 'read' }, 'name: is missing'],
    [{ name: 'x', scope: 'read', expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt: is over already'],
    [{ name: 'x', scope: 'read', expiresAt: 'tomorrow' }, 'expiresAt'],
  ])('%j is refused', async (body, words) => {
    expect((await expectProblem(await service.call('POST', '/tokens', body), 422)).detail).toContain(words)
  })

  test('have names of their own: the second of a name is refused with what to do, until the first one is revoked', async () => {
    const body = { name: 'ci', scope: 'read' }
    const { id } = await expectAnswer(TokenCreated, await service.call('POST', '/tokens', body), 201)
    const { errors } = await expectProblem(await service.call('POST', '/tokens', body), 409)
    expect(errors).toMatchObject([{ field: 'name', value: 'ci', hint: expect.stringContaining('revoke') }])
    expect((await service.call('DELETE', `/tokens/${id}`)).status).toBe(204)
    expect((await service.call('POST', '/tokens', body)).status).toBe(201)
    const first = await expectProblem(await service.call('POST', '/tokens', { ...body, name: 'bootstrap' }), 409)
    expect(first.errors).toMatchObject([{ field: 'name', value: 'bootstrap' }])
  })

  test('the last one that may administer cannot be revoked', async () => {
    const all = await expectAnswer(Type.Object({ items: Type.Array(Token) }), await service.call('GET', '/tokens'))
    const admins = all.items.filter(({ scope, revokedAt }) => scope === 'admin' && revokedAt === null)
    for (const { id } of admins.filter(({ name }) => name !== 'bootstrap'))
      await service.call('DELETE', `/tokens/${id}`)
    const bootstrap = admins.find(({ name }) => name === 'bootstrap')
    expect(bootstrap).toMatchObject({ scope: 'admin' })
    const refused = await expectProblem(await service.call('DELETE', `/tokens/${bootstrap?.id}`), 409)
    expect(refused.detail).toContain('make another one with the scope admin first')
    expect((await service.call('GET', '/session')).status).toBe(200)
  })
})

describe('the audit', () => {
  test('tells who did what to what, newest first, and never a secret', async () => {
    const { id, token, name } = await makeToken('submit')
    expect((await audit(id))[0]).toMatchObject({
      action: 'token.create',
      who: 'bootstrap',
      detail: { name, scope: 'submit', status: 201 },
    })
    const url = join(service.directory, 'source')
    expect((await service.call('POST', '/trees', { name: 'audited', url })).status).toBe(201)
    await as(token, 'POST', '/trees/audited/fetch')
    expect((await service.call('DELETE', '/trees/audited')).status).toBe(204)
    await service.call('DELETE', `/tokens/${id}`)
    expect((await audit('audited')).map(({ action, who, tokenId }) => [action, who, tokenId === id])).toEqual([
      ['tree.delete', 'bootstrap', false],
      ['tree.fetch', name, true],
      ['tree.create', 'bootstrap', false],
    ])
    expect((await audit(id)).map(({ action }) => action)).toEqual(['token.revoke', 'token.create'])
    expect(await (await service.call('GET', '/audit')).text()).not.toContain(token)
  })

  test('tells of webhooks without their addresses, which hold keys', async () => {
    const made = await service.call('POST', '/webhooks', { url: 'http://127.0.0.1:9/key-in-here' })
    const { id } = (await made.json()) as { id: string }
    await service.call('POST', `/webhooks/${id}/test`)
    await service.call('DELETE', `/webhooks/${id}`)
    const entries = await audit(id)
    expect(entries.map(({ action }) => action)).toEqual(['webhook.delete', 'webhook.test', 'webhook.create'])
    expect(JSON.stringify(entries)).not.toContain('key-in-here')
  })

  test('does not tell of what was refused', async () => {
    await service.call('POST', '/trees', { name: 'refused', url: '/no/such/directory' })
    expect(await audit('refused')).toEqual([])
  })

  test('goes on page by page', async () => {
    const first = await expectAnswer(Page(AuditEntry), await service.call('GET', '/audit?limit=1'))
    const second = await expectAnswer(
      Page(AuditEntry),
      await service.call('GET', `/audit?limit=1&cursor=${first.next}`),
    )
    expect(second.items[0]?.id).toBeLessThan(first.items[0]?.id ?? 0)
  })
})

test('metrics need a token where the settings say so, and one of any scope will do', async () => {
  const guarded = await startTestService({ KBISECT_METRICS: 'token' })
  try {
    const metrics = (headers: Record<string, string> = {}) => fetch(`${guarded.url}/metrics`, { headers })
    const { detail } = await expectProblem(await metrics(), 401)
    expect(detail).toContain('Authorization: Bearer TOKEN')
    await expectProblem(await metrics({ authorization: 'Bearer wrong' }), 401)
    const made = await guarded.call('POST', '/tokens', { name: 'prometheus', scope: 'read' })
    const { token } = await expectAnswer(TokenCreated, made, 201)
    const answer = await metrics({ authorization: `Bearer ${token}` })
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('kbisect_workers')])
    expect((await fetch(`${guarded.url}/readyz`)).status).toBe(200)
  } finally {
    await guarded.remove()
  }
})
