import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'

// Few, so that they are reached within their minute on a busy machine too.
const LIMIT = 10
let service: TestService

beforeAll(async () => {
  service = await startTestService({ KBISECT_READS: 'public', KBISECT_RATE_LIMIT: String(LIMIT) })
})
afterAll(() => service?.remove())

const plain = (init?: RequestInit): Promise<Response> => fetch(`${service.url}/api/v1/session`, init)

/** The first answer that is not `status`, or the last of more than the limit. */
async function until(ask: () => Promise<Response>, status: number): Promise<Response> {
  let last = await ask()
  for (let asked = 0; last.status === status && asked < 2 * LIMIT; asked++) last = await ask()
  return last
}

describe('limits', () => {
  test('are those of the token, or of the address where there is none', async () => {
    const { headers } = await service.call('GET', '/session')
    expect(headers.get('ratelimit-limit')).toBe(String(LIMIT))
    expect(Number(headers.get('ratelimit-remaining'))).toBeLessThan(LIMIT)
    expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60)
    const last = await until(() => plain(), 200)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(last.headers.get('ratelimit-remaining')).toBe('0')
    expect((await expectProblem(last, 429)).type).toBe('urn:kbisect:too-many-requests')
    // The token has its own count, at the same address.
    expect((await service.call('GET', '/session')).status).toBe(200)
  })

  test('count wrong tokens by address, apart from those who have one', async () => {
    const last = await until(() => plain({ headers: { authorization: 'Bearer wrong' } }), 401)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    await expectProblem(last, 429)
    expect((await service.call('GET', '/session')).status).toBe(200)
  })
})
