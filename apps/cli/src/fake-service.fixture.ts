import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly headers: IncomingMessage['headers']
}

/**
 * Answers one request: what it returns is sent as JSON, unless that is nothing or the response
 * itself.
 */
export type Route = (request: Received, response: ServerResponse) => unknown

export interface FakeService {
  readonly url: string
  /**
   * Routes by `METHOD /path` below `/api/v1`, without the query; a test changes them as it goes.
   */
  readonly routes: Record<string, Route>
  readonly received: Received[]
  close(): Promise<void>
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString())
}

/** An HTTP server on a free port of 127.0.0.1 that says what a test wants said. */
export async function startFakeService(routes: Record<string, Route>): Promise<FakeService> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace('/api/v1', '')
    const one = { method: request.method ?? '', path, body: await bodyOf(request), headers: request.headers }
    received.push(one)
    const route = routes[`${one.method} ${path.split('?')[0]}`]
    if (!route) return refuse(response, 404, 'not-found', `there is no ${path}`)
    const answer = route(one, response)
    if (answer !== undefined && answer !== response)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    routes,
    received,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Answers as the API refuses. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  detail: string,
  more: object = {},
): void {
  const problem = { type: `urn:kbisect:${code}`, title: 'Refused', status, detail, ...more }
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
}

/** Begins a stream of server-sent events. */
export function stream(response: ServerResponse, events: readonly { id: number }[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(': hello\n\n')
  for (const event of events) response.write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`)
}
