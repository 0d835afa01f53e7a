import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, test } from 'vitest'
import { addressGuard } from './address-guard.ts'
import { deliverOnce } from './deliver-once.ts'
import { guardedAgent } from './guarded-agent.ts'
import { newWebhookSecret } from './webhook-secret.ts'

const secret = newWebhookSecret()
const body = JSON.stringify({ type: 'ping', timestamp: new Date().toISOString(), data: {} })
const LOOPBACK = ['127.0.0.0/8', '::1/128']
const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const deliver = (url: string, more: Partial<Parameters<typeof deliverOnce>[0]> = {}) =>
  deliverOnce({ url, body, id: 'msg1', secrets: [secret], allowCidrs: LOOPBACK, now: new Date(), ...more })

test('the receiver gets the exact body with headers that verify', async () => {
  const received: unknown[] = []
  const url = await serve(async (request, response) => {
    received.push(new Webhook(secret).verify(await readBody(request), request.headers as Record<string, string>))
    response.end('thanks')
  })
  const answer = await deliver(url)
  expect(answer).toMatchObject({ status: 200, error: null, answer: 'thanks' })
  expect(received).toEqual([JSON.parse(body)])
})

/** What a receiver gets of one delivery. */
async function received(more: Partial<Parameters<typeof deliverOnce>[0]>) {
  let got: { method?: string; path?: string; headers: Record<string, string>; body: string } | undefined
  const url = await serve(async (request, response) => {
    const { method = '', url: path = '' } = request
    got = { method, path, headers: request.headers as Record<string, string>, body: await readBody(request) }
    response.end()
  })
  const answer = await deliver(`${url}${more.url ?? ''}`, { ...more, url: `${url}${more.url ?? ''}` })
  expect(answer.status).toBe(200)
  if (!got) throw new Error('nothing came')
  return got
}

test('while a secret is replaced both verify the message, and no other does', async () => {
  const old = newWebhookSecret()
  const got = await received({ secrets: [secret, old] })
  for (const one of [secret, old]) expect(new Webhook(one).verify(got.body, got.headers)).toEqual(JSON.parse(body))
  expect(() => new Webhook(newWebhookSecret()).verify(got.body, got.headers)).toThrow('No matching signature')
})

test('GitHub’s signature comes where it is asked for, with the text of the newest secret as its key', async () => {
  const got = await received({ secrets: [secret, newWebhookSecret()], githubSignature: true })
  const expected = createHmac('sha256', secret).update(body).digest('hex')
  expect(got.headers['x-hub-signature-256']).toBe(`sha256=${expected}`)
  expect((await received({})).headers).not.toHaveProperty('x-hub-signature-256')
})

test('further headers are sent along and replace none of ours', async () => {
  const headers = { 'private-token': 'glpat-1', 'webhook-id': 'forged', 'content-type': 'text/plain' }
  const got = await received({ headers })
  expect(got.headers).toMatchObject({
    'private-token': 'glpat-1',
    'webhook-id': 'msg1',
    'content-type': 'application/json',
  })
})

test('Matrix gets the message by PUT under the id of the delivery, so that a retry is the same message', async () => {
  const room = '/_matrix/client/v3/rooms/!room:example.org/send/m.room.message'
  const got = await received({ url: room, format: 'matrix' })
  expect(got).toMatchObject({ method: 'PUT', path: `${room}/msg1` })
  expect((await received({ url: '/hook', format: 'slack' })).path).toBe('/hook')
})

test('a name is resolved and reached when all of its addresses are allowed', async () => {
  const url = await serve((_request, response) => response.end())
  expect(await deliver(url.replace('127.0.0.1', 'localhost'))).toMatchObject({ status: 200 })
})

test('what of the URL may be secret is not kept, also where the receiver repeats it', async () => {
  const url = await serve((request, response) => {
    response.statusCode = 404
    response.end(`Cannot POST ${request.url}; no hook B0000SESAME00001`)
  })
  const answer = await deliver(`${url}/services/B0000SESAME00001?token=open%20sesame%20now`)
  expect(answer).toMatchObject({ status: 404, answer: 'Cannot POST …; no hook …' })
})

test('a redirect is a failure and is not followed', async () => {
  let followed = 0
  const url = await serve((request, response) => {
    if (request.url === '/secret') followed++
    response.writeHead(302, { location: '/secret' }).end()
  })
  expect(await deliver(url)).toMatchObject({ status: 302, error: 'answered 302; redirects are not followed' })
  expect(followed).toBe(0)
})

test('an error keeps the first kilobyte of the answer and the wish to wait', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(503, { 'retry-after': '120' }).end('x'.repeat(10_000))
  })
  expect(await deliver(url)).toMatchObject({
    status: 503,
    error: 'answered 503',
    answer: 'x'.repeat(1024),
    retryAfter: 120,
  })
})

test('an answer that never ends is cut, not awaited', async () => {
  const url = await serve((_request, response) => {
    const timer = setInterval(() => response.write('y'.repeat(10_000)), 1)
    response.on('close', () => clearInterval(timer))
  })
  const answer = await deliver(url)
  expect(answer).toMatchObject({ status: 200, answer: 'y'.repeat(1024) })
})

test('a receiver that does not answer is given up', async () => {
  const url = await serve(() => {})
  expect(await deliver(url, { timeout: 50 })).toMatchObject({ status: null, error: 'did not answer in time' })
})

test('nobody listening is an answer too', async () => {
  const url = await serve(() => {})
  await new Promise((done) => servers.pop()?.close(done))
  const answer = await deliver(url)
  expect(answer.status).toBeNull()
  expect(answer.error).toContain('ECONNREFUSED')
})

test.each(['http://127.0.0.1', 'http://localhost', 'http://2130706433', 'http://[::ffff:127.0.0.1]'])(
  '%s is refused before a connection is made when the network is not allowed',
  async (host) => {
    let reached = 0
    const url = await serve((_request, response) => {
      reached++
      response.end('internal')
    })
    const answer = await deliver(url.replace('http://127.0.0.1', host), { allowCidrs: [] })
    expect(answer).toMatchObject({ status: null, answer: '' })
    expect(answer.error).toContain('is not a public address')
    expect(reached).toBe(0)
  },
)

test('the agent itself refuses, for names and for literals', async () => {
  const url = await serve((_request, response) => response.end())
  const agent = guardedAgent(addressGuard([]))
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '0x7f.1']) {
    const origin = new URL(url.replace('127.0.0.1', host)).origin
    await expect(agent.request({ origin, path: '/', method: 'GET' })).rejects.toThrow('is not a public address')
  }
  await agent.destroy()
})
