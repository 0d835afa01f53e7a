import type { Event } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { eventFor } from './redact-event.ts'

const mail: Event = {
  id: 7,
  bisectionId: 'abcdefgh',
  type: 'mail',
  message: 'The report went to Ann Author <ann@example.org>, lkml@vger.kernel.org.',
  data: { to: 'ann@example.org' },
  at: '2026-01-02T03:04:05Z',
}

test('only administrators see to whom mail went', () => {
  expect(eventFor({ scope: 'admin' }, mail)).toEqual(mail)
  for (const scope of ['read', 'submit'] as const) {
    const seen = eventFor({ scope }, mail)
    expect(seen.message).toBe('The report went to Ann Author <(an address)>, (an address).')
    expect(seen.data).toEqual({})
  }
})

test('other events are the same for everybody', () => {
  const event: Event = { ...mail, type: 'stage', message: 'a@b' }
  expect(eventFor({ scope: 'read' }, event)).toEqual(event)
})
