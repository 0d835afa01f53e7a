import { startWebhookReceiver } from '@kbisect/testing'
import type { SeededProgram } from './seeded-program.ts'

const PATIENCE_SECONDS = 120

/**
 * Milliseconds from the fact that a bisection has begun to the message about it at a receiver on
 * this host.
 */
export async function webhookDelays({ program: { api }, request }: SeededProgram, samples: number): Promise<number[]> {
  const receiver = await startWebhookReceiver()
  try {
    await api.post('/webhooks', { url: receiver.url, types: ['bisection.started'] })
    for (let at = 0; at < samples; at++) await api.start(request)
    if (!(await receiver.arrived(samples, PATIENCE_SECONDS)))
      throw new Error(`${samples - receiver.received.length} of ${samples} messages did not come`)
    return receiver.received.map(({ body, at }) => {
      const { timestamp } = JSON.parse(body) as { timestamp: string }
      return at.getTime() - Date.parse(timestamp)
    })
  } finally {
    await receiver.stop()
  }
}
