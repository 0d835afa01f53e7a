import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

let service: TestService
let reader: string
const bisections: string[] = []

beforeAll(async () => {
  service = await startTestService()
  await addSmallTree(service)
  for (const bad of ['main', 'c3']) {
    const request = { tree: 'small', good: 'c0', bad, attach: false, target: { architecture: 'arm64' } }
    bisections.push(((await (await service.call('POST', '/bisections', request)).json()) as { id: string }).id)
  }
  const made = await service.call('POST', '/tokens', { name: 'page', scope: 'read' })
  reader = ((await made.json()) as { token: string }).token
})
afterAll(() => service?.remove())

const tell = (at: number, message: string): Promise<void> =>
  service.parts.store.bisections.addEvent(bisections[at] ?? '', 'stage', message)

/**
 * What a stream that goes on after an event says until it says `last`; asked with a token that may
 * only read.
 */
async function follow(path: string, after: number | undefined, last: string): Promise<string[]> {
  const response = await service.call('GET', path, undefined, {
    authorization: `Bearer ${reader}`,
    accept: 'text/event-stream',
    ...(after === undefined ? {} : { 'last-event-id': String(after) }),
  })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    if (text.includes(`"message":"${last}"`)) break
  }
  return [...text.matchAll(/"message":"([^"]*)"/g)].map(([, message = '']) => message)
}

async function lastId(): Promise<number> {
  const headers = { accept: 'application/json' }
  const { items } = (await (await service.call('GET', '/events', undefined, headers)).json()) as {
    items: { id: number }[]
  }
  return items.at(-1)?.id ?? 0
}

test('a history begins with the last events where those are asked for', async () => {
  for (const message of ['first', 'second', 'third']) await tell(0, message)
  const path = `/bisections/${bisections[0]}/events`
  expect(await follow(`${path}?last=2`, undefined, 'third')).toEqual(['second', 'third'])
  // A browser that connects again repeats the address.
  const seen = await lastId()
  await tell(0, 'fourth')
  expect(await follow(`${path}?last=2`, seen, 'fourth')).toEqual(['fourth'])
  const whole = await service.call('GET', `${path}?last=200`, undefined, { accept: 'application/json' })
  expect(((await whole.json()) as { items: unknown[] }).items.length).toBeGreaterThan(4)
  expect((await service.call('GET', `${path}?last=0`)).status).toBe(400)
})

describe('a stream that was interrupted', () => {
  test('of one bisection goes on after the event that was seen last, without those of others', async () => {
    const seen = await lastId()
    await tell(0, 'one')
    await tell(1, 'of another')
    await tell(0, 'two')
    const messages = follow(`/bisections/${bisections[0]}/events`, seen, 'three')
    await tell(0, 'three')
    expect(await messages).toEqual(['one', 'two', 'three'])
  })

  test('of all bisections goes on after the event that was seen last, in order', async () => {
    const seen = await lastId()
    await tell(0, 'four')
    await tell(1, 'five')
    const messages = follow('/events', seen, 'six')
    await tell(0, 'six')
    expect(await messages).toEqual(['four', 'five', 'six'])
  })

  test('knows better than the address where to go on', async () => {
    const before = await lastId()
    await tell(0, 'seven')
    const seen = await lastId()
    await tell(0, 'eight')
    expect(await follow(`/bisections/${bisections[0]}/events?after=${before}`, seen, 'eight')).toEqual(['eight'])
    expect(await follow(`/events?after=${before}`, undefined, 'eight')).toEqual(['seven', 'eight'])
  })
})

test('a stream whose token was revoked tells nothing more after a minute', async () => {
  const made = await service.call('POST', '/tokens', { name: 'visitor', scope: 'read' })
  const { id, token } = (await made.json()) as { id: string; token: string }
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
  const response = await service.call('GET', `/bisections/${bisections[1]}/events`, undefined, headers)
  const later = Date.now() + 61_000
  await service.call('DELETE', `/tokens/${id}`)
  vi.spyOn(service.parts.surroundings, 'now').mockImplementation(() => new Date(later))
  await tell(1, 'too late')
  expect(await response.text()).not.toContain('too late')
})
