import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ReceivedWebhook {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The exact text that was signed. */
  readonly body: string
  /** When all of it was there. */
  readonly at: Date
}

export interface WebhookReceiver {
  readonly url: string
  /** In the order in which they came. */
  readonly received: readonly ReceivedWebhook[]
  /** Waits until so many have come; false when they do not within so many seconds. */
  arrived(count: number, seconds: number): Promise<boolean>
  stop(): Promise<void>
}

export interface WebhookAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * An HTTP server on this host that takes webhooks and answers 204.
 * @param answer what it answers instead to the message that came as number 1, 2, 3 …
 */
export async function startWebhookReceiver(
  answer: (received: ReceivedWebhook, number: number) => WebhookAnswer = () => ({ status: 204 }),
): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const { method = '', url: path = '' } = request
    const got = { method, path, headers, body: Buffer.concat(chunks).toString('utf8'), at: new Date() }
    received.push(got)
    const { status, headers: more = {}, body } = answer(got, received.length)
    response.writeHead(status, more).end(body)
  }
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    async arrived(count, seconds) {
      const deadline = performance.now() + seconds * 1000
      while (received.length < count && performance.now() < deadline) await sleep(50)
      return received.length >= count
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
