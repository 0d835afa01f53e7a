import { loginLink, metrics } from '@kbisect/settings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from './app.ts'
import { startTestService, type TestService } from './service.fixture.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service?.remove())

const link = (): string => loginLink(service.url, service.parts.settings.sessionKey, '/bisections/abc')
const open = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { redirect: 'manual', headers })
const sessionOf = (response: Response): string | undefined =>
  response.headers.get('set-cookie')?.match(/^kbisect_session=[^;]+/)?.[0]

/** Presses the button of the page that a link shows. */
async function press(page: string, headers: Record<string, string>): Promise<Response> {
  const inputs = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value],
  )
  const body = new URLSearchParams(inputs).toString()
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return await fetch(`${service.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...type, ...headers },
    body,
  })
}

test.each<[string, Record<string, string>]>([
  ['another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ['another port of this host', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' }],
  ['a browser that does not say from where', {}],
])('a login link from %s signs nobody in before a person presses the button', async (_from, headers) => {
  const shown = await open(link(), headers)
  expect([shown.status, sessionOf(shown)]).toEqual([200, undefined])
  const page = await shown.text()
  expect(page).toContain('Sign in as bootstrap</button>')
  expect(page).not.toContain('<script')
  const signedIn = await press(page, { origin: service.url })
  expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/bisections/abc'])
  expect(sessionOf(signedIn)).toBeDefined()
  // The code is used up by the button, not by the page.
  expect(sessionOf(await press(page, { origin: service.url }))).toBeUndefined()
})

test('a login link of a terminal or a mail program signs in at once', async () => {
  const signedIn = await open(link(), { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })
  expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/bisections/abc'])
  expect(sessionOf(signedIn)).toBeDefined()
})

test('the page says whose session the new one replaces', async () => {
  const made = await service.call('POST', '/tokens', { name: 'Ann <b>', scope: 'read' })
  const { token } = (await made.json()) as { token: string }
  const first = sessionOf(await open(link(), { 'sec-fetch-site': 'none' })) ?? ''
  const page = await (await open(`${service.url}/login?token=${token}`, { cookie: first })).text()
  expect(page).toContain('signed in as bootstrap')
  expect(page).toContain('Sign in as Ann &lt;b&gt;</button>')
})

test.each<[string, Record<string, string>]>([
  ['the page of another site', { origin: 'https://evil.example' }],
  ['a frame without an origin', { origin: 'null' }],
  ['the page of another site, as the browser says', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
])('the form of %s signs nobody in', async (_from, headers) => {
  const page = await (await open(link())).text()
  const refused = await press(page, headers)
  expect([refused.status, sessionOf(refused)]).toEqual([403, undefined])
})

test('a program that looks at a link with HEAD does not use up its code', async () => {
  const url = link()
  await fetch(url, { method: 'HEAD', redirect: 'manual', headers: { 'sec-fetch-site': 'none' } })
  expect(sessionOf(await open(url, { 'sec-fetch-site': 'none' }))).toBeDefined()
})

test('a code that one API took is refused by another one, as after a restart', async () => {
  const url = link()
  expect(sessionOf(await open(url, { 'sec-fetch-site': 'none' }))).toBeDefined()
  const other = await buildApp({ ...service.parts, metrics: metrics() })
  const { pathname, search } = new URL(url)
  const answer = await other.inject({ url: `${pathname}${search}`, headers: { 'sec-fetch-site': 'none' } })
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/login?refused=1&next=%2Fbisections%2Fabc'])
  expect(answer.headers['set-cookie']).toBeUndefined()
  await other.close()
})
