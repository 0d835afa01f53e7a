import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ReceivedWebhook {
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

/** An HTTP server on this host that takes webhooks and answers 204. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    received.push({ headers, body: Buffer.concat(chunks).toString('utf8'), at: new Date() })
    response.writeHead(204).end()
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
