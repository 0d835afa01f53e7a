import { afterAll, beforeAll, expect, test } from 'vitest'
import { culpritResult, hash, storedBisection } from '../bisections/bisection.fixture.ts'
import { newId } from '../connection/new-id.ts'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import type { NewMail } from './mails.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store
const now = new Date()
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})

afterAll(() => opened?.remove())

const mail = (bisectionId: string, changes: Partial<NewMail> = {}): NewMail => ({
  ...{
    bisectionId,
    finding: newId(),
    kind: 'report',
    state: 'waiting',
    reason: 'why',
    subject: 'about',
    text: 'text\0',
  },
  recipients: [{ address: 'ann@example.org', name: 'Ann', field: 'to', reason: 'wrote it' }],
  ...{ messageId: `<${newId()}@example.org>`, inReplyTo: null },
  ...changes,
})
const add = async (bisectionId: string, changes: Partial<NewMail> = {}) => {
  const id = await store.mails.add(mail(bisectionId, changes), now)
  if (id === undefined) throw new Error('told already')
  return id
}

test('a finding is told once in each kind, also by two at once', async () => {
  const bisectionId = await storedBisection(store)
  const finding = newId()
  const report = () => store.mails.add(mail(bisectionId, { finding }), now)
  const ids = await Promise.all([report(), report(), report()])
  expect(ids.filter((id) => id !== undefined)).toHaveLength(1)
  expect(await store.mails.add(mail(bisectionId, { finding, kind: 'fixed' }), now)).toBeDefined()
  expect(await store.mails.add(mail(bisectionId, { finding, kind: 'fixed' }), now)).toBeUndefined()
  await expect(store.mails.add(mail('nowhere'), now)).rejects.toMatchObject({ code: 'unknown-bisection' })
})

test('the thread of a culprit has its report, what followed, and nothing of others', async () => {
  const bisectionId = await storedBisection(store)
  const [one, two] = [hash('a1'), hash('a2')]
  const ids = [
    await add(bisectionId, { finding: one }),
    await add(bisectionId, { finding: `${one} more`, kind: 'follow-up' }),
    await add(bisectionId, { finding: one, kind: 'fixed' }),
  ]
  await add(bisectionId, { finding: two })
  expect((await store.mails.thread(one)).map(({ id }) => id)).toEqual(ids)
})

test('of several who want to send a mail one gets it, and nobody before its time or after it was let go', async () => {
  const id = await add(await storedBisection(store))
  expect(await store.mails.take(id, later(-1))).toBeUndefined()
  const taken = await Promise.all([1, 2, 3].map(() => store.mails.take(id, now)))
  expect(taken.filter((one) => one !== undefined)).toMatchObject([{ id, attempts: 1, text: 'text\uFFFD' }])
  expect(await store.mails.due(later(60))).not.toContain(id)
  expect(await store.mails.holdAbandoned(now, 'Held')).not.toContain(id)
  expect(await store.mails.hold(id, 'Held')).toBe(false)
  expect(await store.mails.decide(id, ['waiting'], 'ann', { state: 'discarded' })).toBe(false)
  const [first] = taken.filter((one) => one !== undefined)
  if (!first) throw new Error('it was not taken')
  expect(await store.mails.conclude(first, { state: 'waiting', error: '451 later', nextAttemptAt: later(60) })).toBe(
    true,
  )
  expect(await store.mails.due(later(59))).not.toContain(id)
  expect(await store.mails.due(later(60))).toContain(id)
  const second = await store.mails.take(id, later(60))
  if (!second) throw new Error('it was not taken')
  expect(second).toMatchObject({ attempts: 2 })
  expect(await store.mails.conclude(second, { state: 'sent', error: null, sentAt: later(61) })).toBe(true)
  expect(await store.mails.find(id)).toMatchObject({ state: 'sent', error: null, sentAt: later(61).toISOString() })
  expect(await store.mails.take(id, later(3600))).toBeUndefined()
  expect(await store.mails.find('nowhere')).toBeUndefined()
})

/** A mail whose worker was not heard of for too long. */
async function abandoned() {
  const bisectionId = await storedBisection(store)
  const id = await add(bisectionId)
  const taken = await store.mails.take(id, now)
  if (!taken) throw new Error('it was not taken')
  expect(await store.mails.holdAbandoned(later(1), 'Held: nothing was heard of it')).toContain(id)
  expect(await store.mails.find(id)).toMatchObject({ state: 'held', reason: 'Held: nothing was heard of it' })
  const told = async () =>
    (await store.events.list({ bisectionId, after: 0, limit: 10 })).map(({ message, data }) => [message, data])
  return { id, taken, told }
}

test('a worker that was late says what came of its attempt while nothing else was decided', async () => {
  const { id, taken, told } = await abandoned()
  expect(await store.mails.conclude(taken, { state: 'sent', sentAt: later(2) }, 'Sent')).toBe(true)
  expect(await store.mails.find(id)).toMatchObject({ state: 'sent', sentAt: later(2).toISOString() })
  expect(await told()).toEqual([
    ['Held: nothing was heard of it', { mailId: id, kind: 'report', state: 'held' }],
    ['Sent', { mailId: id, kind: 'report', state: 'sent' }],
  ])
})

test('a worker that was late concludes neither the attempt of another nor what a person decided', async () => {
  const { id, taken, told } = await abandoned()
  const send = { state: 'waiting', nextAttemptAt: now } as const
  expect(await store.mails.decide(id, ['held'], 'ann', send, 'Released')).toBe(true)
  expect(await store.mails.conclude(taken, { state: 'failed', error: '554 spam' }, 'Failed')).toBe(false)
  const again = await store.mails.take(id, now)
  if (!again) throw new Error('it was not taken')
  expect(again.attempts).toBe(taken.attempts)
  expect(await store.mails.conclude(taken, { state: 'failed', error: '554 spam' }, 'Failed')).toBe(false)
  expect(await store.mails.find(id)).toMatchObject({ state: 'waiting', error: null })
  expect(await store.mails.conclude(again, { state: 'sent', sentAt: now }, 'Sent')).toBe(true)
  expect(await store.mails.conclude(again, { state: 'failed' }, 'Failed')).toBe(false)
  expect((await told()).map(([message]) => message)).toEqual(['Held: nothing was heard of it', 'Released', 'Sent'])
})

test('a person decides once', async () => {
  const id = await add(await storedBisection(store), { state: 'held' })
  const send = (by: string) => store.mails.decide(id, ['held'], by, { state: 'waiting', nextAttemptAt: now })
  const answers = await Promise.all([send('ann'), send('ann')])
  expect(answers.filter(Boolean)).toHaveLength(1)
  expect(await store.mails.find(id)).toMatchObject({ state: 'waiting', decidedBy: 'ann' })
  expect(await store.mails.due(now)).toContain(id)
  expect(await store.mails.decide(id, ['held', 'waiting'], 'bob', { state: 'discarded' })).toBe(true)
  expect(await store.mails.find(id)).toMatchObject({ state: 'discarded', decidedBy: 'bob' })
})

test('mails are listed by state and bisection, newest first, in pages', async () => {
  const bisection = await storedBisection(store)
  const ids = []
  for (const state of ['held', 'waiting', 'held'] as const) ids.unshift(await add(bisection, { state }))
  const first = await store.mails.list({ bisection }, { limit: 2 })
  const second = await store.mails.list({ bisection }, { limit: 2, cursor: first.next ?? '' })
  expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual([...ids].sort())
  expect(second.next).toBeNull()
  expect((await store.mails.list({ bisection, state: 'held' }, { limit: 9 })).items).toHaveLength(2)
})

test('what there is to tell: culprits since a moment that nobody considered, and fixes of what was sent', async () => {
  const ended = async (culprit: string, finishedAt = now) => {
    const id = await storedBisection(store)
    const found = culpritResult.culprit
    if (!found) throw new Error('the fixture has a culprit')
    const result = { ...culpritResult, culprit: { ...found, hash: culprit } }
    await store.bisections.update(id, { state: 'finished', finishedAt, result })
    return id
  }
  const toPlan = () => store.mails.toPlan(later(-3600))
  const [fresh, old, running] = [
    await ended(hash('b1')),
    await ended(hash('b2'), later(-7200)),
    await storedBisection(store),
  ]
  const considered = await ended(hash('b3'))
  await store.bisections.addEvent(considered, 'mail', 'Not told.')
  const plan = await toPlan()
  expect(plan).toContain(fresh)
  for (const id of [old, running, considered]) expect(plan).not.toContain(id)
  const report = await add(fresh, { finding: hash('b1') })
  expect(await toPlan()).not.toContain(fresh)

  const regressionId = await store.bisections.addRegression(fresh, {
    ...{ goodHash: hash(1), badHash: hash(2), targetName: 'arm64', architecture: 'arm64', branch: null },
    ...{ treeId: (await store.bisections.find(fresh))?.tree.id ?? '', testKind: 'boot', signature: null },
  })
  await store.bisections.triageRegression(regressionId, {
    ...{ state: 'fixed', by: 'ann', why: null, commit: hash(9), at: now.toISOString() },
  })
  expect(await toPlan()).not.toContain(fresh)
  const taken = await store.mails.take(report, now)
  if (!taken) throw new Error('it was not taken')
  await store.mails.conclude(taken, { state: 'sent', sentAt: now })
  expect(await toPlan()).toContain(fresh)
  await add(fresh, { finding: hash('b1'), kind: 'fixed' })
  expect(await toPlan()).not.toContain(fresh)
})
