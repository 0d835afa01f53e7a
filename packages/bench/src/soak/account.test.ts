import { expect, test } from 'vitest'
import { type Kept, type Sent, takeAccount } from './account.ts'

const source = { commit: 'c1', reverted: null, patched: null, merged: null, target: 'arm64' }
const event = (type: Kept['events'][number]['type']) => ({ type, message: type })

const whole: Kept = {
  bisection: { id: 'b1', state: 'finished' },
  builds: [source],
  runs: [
    { ...source, attempt: 1 },
    { ...source, attempt: 2 },
  ],
  events: (['created', 'build-finished', 'run-finished', 'run-finished', 'finished'] as const).map(event),
}
const message = (type: string, messageId = type): Sent => ({ messageId, type, bisectionId: 'b1' })
const sent = [message('bisection.started'), message('bisection.finished')]

test('the account of a whole bisection is empty, also when a message came twice under one id', () => {
  expect(takeAccount([whole], [...sent, ...sent])).toEqual({ lost: [], doubled: [] })
})

test('the account names what is lost', () => {
  const events = whole.events.slice(0, 3)
  expect(takeAccount([{ ...whole, events }], sent.slice(0, 1))).toEqual({
    lost: ['b1: 1 events run-finished', 'b1: event finished', 'b1: message bisection.finished'],
    doubled: [],
  })
})

test('the account names what is doubled', () => {
  const builds = [source, source]
  const events = [...whole.events, event('build-finished'), event('finished')]
  const messages = [...sent, message('bisection.finished', 'another id')]
  expect(takeAccount([{ ...whole, builds, events }], messages)).toEqual({
    lost: [],
    doubled: ['b1: build of c1    arm64', 'b1: event finished', 'b1: message bisection.finished'],
  })
})

test('a bisection that is not finished needs no end', () => {
  const running: Kept = { ...whole, bisection: { id: 'b1', state: 'paused' }, events: whole.events.slice(0, 4) }
  expect(takeAccount([running], [])).toEqual({ lost: [], doubled: [] })
})
