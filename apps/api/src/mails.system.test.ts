import type { Bisection, Event, Mail, Recipient } from '@kbisect/contracts'
import { newId } from '@kbisect/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

let service: TestService
let bisection: Bisection

const ask = async <T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
  const response = await service.call(method, path, body)
  return { status: response.status, body: (await response.json()) as T }
}

beforeAll(async () => {
  service = await startTestService({ KBISECT_SMTP_URL: 'smtp://127.0.0.1:2525' })
  await addSmallTree(service)
  const request = { tree: 'small', good: 'c0', bad: 'c3', target: { architecture: 'arm64' } }
  bisection = (await ask<Bisection>('POST', '/bisections', request)).body
})

afterAll(() => service?.remove())

const ann: Recipient = { address: 'ann@example.org', name: 'Ann', field: 'to', reason: 'wrote the commit' }
async function held(recipients: readonly Recipient[] = [ann]): Promise<string> {
  return (await service.parts.store.mails.add(heldMail(bisection.id, recipients), new Date())) ?? ''
}
const heldMail = (bisectionId: string, recipients: readonly Recipient[]) => ({
  ...({ bisectionId, finding: newId(), kind: 'report', state: 'held', reason: 'Held: policy is off.' } as const),
  ...{ subject: '[bisected] x', text: 'text\n', recipients, messageId: `<${newId()}@x.org>`, inReplyTo: null },
})
const lastEvent = async () => {
  const path = `/bisections/${bisection.id}/events`
  const events = await service.call('GET', path, undefined, { accept: 'application/json' })
  return ((await events.json()) as { items: Event[] }).items.at(-1)
}

test('a mail that is held is listed with its recipients, and sent on the word of a person', async () => {
  const id = await held()
  const listed = await ask<{ items: Mail[] }>('GET', `/mails?state=held&bisection=${bisection.id}`)
  expect(listed.body.items).toMatchObject([{ id, recipients: [ann], text: 'text\n', reason: 'Held: policy is off.' }])
  const sent = await ask<Mail>('POST', `/mails/${id}/send`)
  expect(sent).toMatchObject({
    status: 200,
    body: { state: 'waiting', decidedBy: 'bootstrap', reason: 'Released by bootstrap. Held: policy is off.' },
  })
  expect(await service.parts.store.mails.due(new Date(Date.now() + 1000))).toContain(id)
  expect(await lastEvent()).toMatchObject({ type: 'mail', data: { mailId: id, state: 'waiting' } })
  expect(await ask('POST', `/mails/${id}/send`)).toMatchObject({
    status: 409,
    body: { detail: `mail ${id} is waiting; one that is held or failed can be sent` },
  })
})

test('a mail is discarded, and is not sent any more', async () => {
  const id = await held()
  expect(await ask<Mail>('POST', `/mails/${id}/discard`)).toMatchObject({
    status: 200,
    body: { state: 'discarded', decidedBy: 'bootstrap' },
  })
  expect(await lastEvent()).toMatchObject({ message: '"[bisected] x" is not sent, on the word of bootstrap.' })
  for (const action of ['send', 'discard']) expect((await ask('POST', `/mails/${id}/${action}`)).status).toBe(409)
})

test('one without recipients cannot be sent, and says what to do', async () => {
  const id = await held([])
  expect(await ask('POST', `/mails/${id}/send`)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'recipients', hint: expect.stringContaining('KBISECT_MAIL_TO') }] },
  })
  expect((await service.parts.store.mails.find(id))?.state).toBe('held')
})

test('without a mail server none is sent: it says what is missing, and the mail stays as it was', async () => {
  const without = await startTestService()
  try {
    const { store } = without.parts
    await addSmallTree(without)
    const request = { tree: 'small', good: 'c0', bad: 'c3', target: { architecture: 'arm64' } }
    const made = (await (await without.call('POST', '/bisections', request)).json()) as Bisection
    const id = (await store.mails.add(heldMail(made.id, [ann]), new Date())) ?? ''
    const answer = await without.call('POST', `/mails/${id}/send`)
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('set KBISECT_SMTP_URL') })
    expect(await store.mails.find(id)).toMatchObject({ state: 'held', reason: 'Held: policy is off.', decidedBy: null })
  } finally {
    await without.remove()
  }
})

test('a mail that is not there is not found', async () => {
  for (const action of ['send', 'discard']) expect((await ask('POST', `/mails/aaaaaaaa/${action}`)).status).toBe(404)
  expect((await ask('GET', '/mails?state=lost')).status).toBe(400)
})
