import { afterEach, beforeEach, expect, test } from 'vitest'
import { aBisection, aResult, finished } from '../bisection.fixture.ts'
import { type FakeService, startFakeService } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'

const { id } = aBisection()
let service: FakeService

beforeEach(async () => {
  service = await startFakeService({ [`GET /bisections/${id}`]: () => finished(aResult()) })
})
afterEach(() => service.close())

const kbisect = (args: readonly string[]) => runKbisect(service.url, args)
const posted = (path: string) => service.received.filter((one) => one.method === 'POST' && one.path === path)

test('rerun and verdict find the commit by the beginning of its hash', async () => {
  const hash = 'c'.repeat(40)
  const at = `/bisections/${id}/candidates/${hash}`
  service.routes[`GET /trees/${aBisection().tree}/commits/cccccc`] = () => ({
    ref: 'cccccc',
    hash,
    subject: 'mm: break',
  })
  service.routes[`POST ${at}/rerun`] = () => aBisection()
  service.routes[`PUT ${at}/verdict`] = ({ body }) => ({
    override: (body as { verdict: string | null }).verdict === null ? null : { verdict: 'good', by: 'ann' },
  })
  const again = await kbisect(['rerun', id, 'cccccc', '--runs', '5', '--why', 'to be sure'])
  expect(again.notes[0]).toMatch(/^cccccccccccc \("mm: break"\) is booted 5 more times: /)
  expect(posted(`${at}/rerun`)[0]?.body).toEqual({ runs: 5, why: 'to be sure' })
  expect((await kbisect(['rerun', id, 'cccccc', '--runs', 'many'])).status).toBe(2)
  const said = await kbisect(['verdict', id, 'cccccc', 'good', '--why', 'a power cut'])
  expect(said.notes[0]).toContain('counts as good, as ann says')
  const back = await kbisect(['verdict', id, 'cccccc', 'none', '--why', 'no power cut'])
  expect(back.notes[0]).toContain('counts as its runs say')
  const put = service.received.filter(({ method }) => method === 'PUT').map(({ body }) => body)
  expect(put).toEqual([
    { verdict: 'good', why: 'a power cut' },
    { verdict: null, why: 'no power cut' },
  ])
  expect((await kbisect(['verdict', id, 'cccccc', 'weak', '--why', 'x'])).status).toBe(2)
})
