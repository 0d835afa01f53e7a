import type { Mail } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MailOptions } from './mail-options.ts'
import { openMailPlace, startMailServer } from './mail-place.fixture.ts'
import { planMails } from './plan-mails.ts'
import { sendOneMail } from './send-one-mail.ts'

let place: Awaited<ReturnType<typeof openMailPlace>>
let server: Awaited<ReturnType<typeof startMailServer>>
let options: MailOptions

beforeAll(async () => {
  place = await openMailPlace()
  server = await startMailServer()
  options = place.options({ smtpUrl: server.url })
})
afterAll(async () => {
  await server?.stop()
  await place?.close()
})

const mailsOf = async (bisection: string): Promise<Mail[]> =>
  (await place.store.mails.list({ bisection }, { limit: 50 })).items
const plan = (id: string, deaths = 0, how = options) => planMails(how, id, new AbortController().signal, deaths)
const toPlan = () => place.store.mails.toPlan(new Date(place.clock.now.getTime() - 3600_000))
/** Reads that would end this worker as they ended those before it. */
const deadly = (): MailOptions => ({
  ...options,
  store: {
    ...options.store,
    bisections: { ...options.store.bisections, detail: () => Promise.reject(new Error('this ends the worker')) },
  },
})

test('a mail at which five workers died before they sent it is held with the reason, and can be sent by a person', async () => {
  const { id } = await place.culpritFound()
  await plan(id)
  const [mail] = await mailsOf(id)
  if (!mail) throw new Error('there is no mail')
  await expect(sendOneMail(deadly(), mail.id, 4)).rejects.toThrow('this ends the worker')
  await sendOneMail(deadly(), mail.id, 5)
  expect(await mailsOf(id)).toMatchObject([
    { state: 'held', reason: expect.stringMatching(/^Held: 5 workers died, .* It was not sent\. /) },
  ])
  expect(await place.store.mails.due(place.clock.now)).not.toContain(mail.id)
  await place.store.mails.decide(mail.id, ['held'], 'ann', { state: 'waiting', nextAttemptAt: place.clock.now })
  await sendOneMail(options, mail.id)
  expect(await mailsOf(id)).toMatchObject([{ state: 'sent' }])
})

test('a report at which five workers died is held unwritten, and is not written again', async () => {
  const { id, culprit } = await place.culpritFound()
  expect(await toPlan()).toContain(id)
  await expect(plan(id, 4, deadly())).rejects.toThrow('this ends the worker')
  await plan(id, 5, deadly())
  expect(await place.store.mails.thread(culprit)).toMatchObject([
    {
      ...{ kind: 'report', state: 'held', recipients: [], subject: 'boot on arm64 in next, v1..v2' },
      reason: expect.stringMatching(/^Held: 5 workers died, .* has neither text nor recipients\. /),
      text: expect.stringContaining(id),
    },
  ])
  expect(await toPlan()).not.toContain(id)
  const events = await place.store.events.list({ bisectionId: id, after: 0, limit: 100 })
  expect(events.map(({ message }) => message)).toContainEqual(expect.stringContaining('A report waits for a person.'))
})

test('a closing mail at which five workers died is held unwritten, and is not written again', async () => {
  const { id, culprit, regressionId } = await place.culpritFound()
  await plan(id)
  const [report] = await mailsOf(id)
  await sendOneMail(options, report?.id ?? '')
  await place.store.bisections.triageRegression(regressionId, {
    ...{ state: 'fixed', by: 'ann', why: 'tested it', commit: culprit, at: new Date().toISOString() },
  })
  expect(await toPlan()).toContain(id)
  await plan(id, 5, deadly())
  expect(await mailsOf(id)).toMatchObject([{ kind: 'fixed', state: 'held' }, { kind: 'report' }])
  expect(await toPlan()).not.toContain(id)
})

test('a follow-up at which five workers died is held unwritten, once for its bisection', async () => {
  const first = await place.culpritFound()
  await plan(first.id)
  const second = await place.culpritFound({}, { culprit: first.culprit, target: 'arm' })
  expect(await toPlan()).toContain(second.id)
  await plan(second.id, 5, deadly())
  await plan(second.id, 5, deadly())
  expect(await mailsOf(second.id)).toMatchObject([{ kind: 'follow-up', state: 'held' }])
  expect(await toPlan()).not.toContain(second.id)
})

test('a bisection without a culprit, or that was deleted, has no mail to hold', async () => {
  await plan('no-such-bisection', 5, deadly())
  expect(await place.store.mails.unwritten('no-such-bisection')).toBeUndefined()
})
