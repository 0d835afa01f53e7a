import { Visit } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

let service: TestService
let bisection: string

beforeAll(async () => {
  service = await startTestService({ KBISECT_READS: 'public' })
  await addSmallTree(service)
  const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64' } }
  const made = await service.call('POST', '/bisections', request)
  bisection = ((await made.json()) as { id: string }).id
})
afterAll(() => service?.remove())

const plain = (path: string, init?: RequestInit): Promise<Response> => fetch(`${service.url}/api/v1${path}`, init)

describe('where reading is public', () => {
  test('everybody reads bisections, trees, events and the description', async () => {
    const json = { headers: { accept: 'application/json' } }
    for (const path of ['/bisections', `/bisections/${bisection}`, '/trees', '/regressions', '/overview', '/workers'])
      expect([path, (await plain(path)).status]).toEqual([path, 200])
    expect((await plain(`/bisections/${bisection}/events`, json)).status).toBe(200)
    expect((await plain('/docs')).status).toBe(200)
    expect((await plain('/session', { method: 'HEAD' })).status).toBe(200)
  })

  test('the page of a bisection says to programs that show links what it is about', async () => {
    const html = await (await fetch(`${service.url}/bisections/${bisection}`)).text()
    expect(html).toMatch(/<meta property="og:title" content="[^"]+ · boot on arm64 in small, c0..main" \/>/)
    const unknown = await fetch(`${service.url}/bisections/nosuchbisection`)
    expect([unknown.status, await unknown.text()]).toEqual([200, '<title>kbisect</title>'])
  })

  test('who has no token is anonymous and may read', async () => {
    const session = await expectAnswer(Visit, await plain('/session'))
    expect(session).toEqual({ name: 'anonymous', scope: 'read', expiresAt: null, reads: 'public' })
  })

  test('changes need a token, and so do webhooks, deliveries, tokens and the audit', async () => {
    await expectProblem(await plain('/bisections', { method: 'POST' }), 401)
    await expectProblem(await plain(`/bisections/${bisection}`, { method: 'DELETE' }), 401)
    for (const path of ['/webhooks', '/webhooks/abcdefgh', '/webhooks/abcdefgh/deliveries', '/tokens', '/audit'])
      await expectProblem(await plain(path), 401)
  })

  test('a token that is wrong is told, and a session that is over reads as anonymous', async () => {
    await expectProblem(await plain('/bisections', { headers: { authorization: 'Bearer wrong' } }), 401)
    const cookie = 'kbisect_session=nonsense'
    expect(await (await plain('/session', { headers: { cookie } })).json()).toMatchObject({ name: 'anonymous' })
  })

  test('pages of other sites show badges and feeds also to a person who is signed in, as to everybody', async () => {
    const headers = { 'content-type': 'application/json' }
    const login = await plain('/session', { method: 'POST', headers, body: JSON.stringify({ token: service.token }) })
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    const embedded = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    for (const path of ['/trees/small/badge.svg', '/feed', `/bisections/${bisection}`])
      expect([path, (await plain(path, { headers: embedded })).status]).toEqual([path, 200])
    expect(await (await plain('/session', { headers: embedded })).json()).toMatchObject({ name: 'anonymous' })
    await expectProblem(await plain('/webhooks', { headers: embedded }), 403)
    await expectProblem(await plain('/trees/small/fetch', { method: 'POST', headers: embedded }), 403)
  })

  test('to whom a report was mailed is not told', async () => {
    await service.parts.store.bisections.addEvent(bisection, 'mail', 'Mailed to Ann <ann@example.org>.', {
      to: 'ann@example.org',
    })
    const events = (init: object) => plain(`/bisections/${bisection}/events`, init).then((response) => response.text())
    const accept = 'application/json'
    const seen = await events({ headers: { accept } })
    expect(seen).toContain('Mailed to Ann <(an address)>.')
    expect(seen).not.toContain('ann@example.org')
    expect(await events({ headers: { accept, authorization: `Bearer ${service.token}` } })).toContain('ann@example.org')
  })

  test('the description says which routes need no token', async () => {
    const { paths } = (await (await plain('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { security: object[] }>>
    }
    expect(paths['/api/v1/bisections']?.get?.security).toContainEqual({})
    expect(paths['/api/v1/bisections']?.post?.security).toEqual([{ token: ['submit'] }, { session: ['submit'] }])
    expect(paths['/api/v1/webhooks']?.get?.security).toEqual([{ token: ['admin'] }, { session: ['admin'] }])
  })
})
