import { afterEach, beforeEach, expect, test } from 'vitest'
import { aBisection, aResult, finished } from '../bisection.fixture.ts'
import { type FakeService, refuse, startFakeService } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'

const { id } = aBisection()
let service: FakeService

beforeEach(async () => {
  service = await startFakeService({ [`GET /bisections/${id}`]: () => finished(aResult()) })
})
afterEach(() => service.close())

const kbisect = (args: readonly string[]) => runKbisect(service.url, args)

test('an id cannot lead to another address of the API', async () => {
  expect((await kbisect(['cancel', '../trees/linux/fetch?'])).status).toBe(2)
  expect(service.received[0]?.path).toBe('/bisections/..%2Ftrees%2Flinux%2Ffetch%3F/cancel')
})

test('cancel and resume ask for what they say', async () => {
  service.routes[`POST /bisections/${id}/cancel`] = () => aBisection()
  service.routes[`POST /bisections/${id}/resume`] = (_, response) =>
    refuse(response, 409, 'conflict', 'only a paused one can be resumed')
  expect((await kbisect(['cancel', id])).status).toBe(0)
  const { status, notes } = await kbisect(['resume', id])
  expect(status).toBe(2)
  expect(notes).toEqual(['only a paused one can be resumed'])
})

test('the help of resume shows an example of each option', async () => {
  const { status, out } = await kbisect(['resume', '--help'])
  expect(status).toBe(0)
  expect(out.join('\n')).toMatch(/\$ kbisect resume \w+\n.*\$ kbisect resume --repin \w+/)
})

test('resume --repin asks that what no host can make any more is made anew', async () => {
  service.routes[`POST /bisections/${id}/resume`] = () => aBisection()
  expect((await kbisect(['resume', id, '--repin'])).status).toBe(0)
  expect(service.received[0]).toMatchObject({ method: 'POST', path: `/bisections/${id}/resume?repin=true` })
})

test('retry prints the id of the new bisection', async () => {
  service.routes[`POST /bisections/${id}/retry`] = () => aBisection({ id: 'anotherbisection' })
  const { status, out, notes } = await kbisect(['retry', id])
  expect({ status, out }).toEqual({ status: 0, out: ['anotherbisection'] })
  expect(notes[0]).toMatch(/^started .* again: .*\/bisections\/anotherbisection$/)
})

test('the beginning of an id stands for the one bisection that has it', async () => {
  service.routes['GET /bisections'] = () => ({ items: [aBisection()], next: null })
  service.routes[`POST /bisections/${id}/cancel`] = () => aBisection({ reason: 'asked to' })
  const { status, out } = await kbisect(['cancel', id.slice(0, 4), '--json'])
  expect([status, JSON.parse(out[0] ?? '')]).toEqual([0, expect.objectContaining({ id })])
})

test('the hint of a refusal without a field is printed', async () => {
  service.routes[`POST /bisections/${id}/cancel`] = (_, response) =>
    refuse(response, 409, 'conflict', 'it is finished', { hint: 'look at \u001bits result' })
  const { status, notes } = await kbisect(['cancel', id])
  expect([status, notes]).toEqual([2, ['it is finished', '  hint: look at \ufffdits result']])
})
