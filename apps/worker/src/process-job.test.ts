import { expect, test } from 'vitest'
import { type JobHandlers, processJob } from './process-job.ts'

/** A coordinator that notes what it was asked, and how many died before at it. */
function handlers() {
  const calls: unknown[][] = []
  const note =
    (what: string) =>
    async (...args: unknown[]) =>
      void calls.push([what, ...args.filter((arg) => !(arg instanceof AbortSignal))])
  const coordinator = {
    ...{ advance: note('advance'), deliver: note('deliver'), sendMail: note('mail') },
    ...{ planMails: note('plan-mails'), reconcile: note('reconcile') },
  }
  return { calls, handlers: { coordinator } as unknown as JobHandlers }
}

const { signal } = new AbortController()

test('a reconcile job is begun by five coordinators at most, and its error says so', async () => {
  const { calls, handlers: parts } = handlers()
  await processJob(parts, { kind: 'reconcile', name: 'open' }, { signal, deaths: 4 })
  expect(calls).toEqual([['reconcile', 'open']])
  await expect(processJob(parts, { kind: 'reconcile', name: 'open' }, { signal, deaths: 5 })).rejects.toMatchObject({
    code: 'worker-died',
    message: expect.stringContaining('5 coordinators died'),
  })
  expect(calls).toHaveLength(1)
})

test('what a coordinator does is given the number of coordinators that died at it', async () => {
  const { calls, handlers: parts } = handlers()
  await processJob(parts, { kind: 'advance', bisectionId: 'b' }, { signal, deaths: 3 })
  await processJob(parts, { kind: 'mail', mailId: 'm' }, { signal, deaths: 6 })
  await processJob(parts, { kind: 'plan-mails', bisectionId: 'b' }, { signal, deaths: 7 })
  expect(calls).toEqual([
    ['advance', 'b', 3],
    ['mail', 'm', 6],
    ['plan-mails', 'b', 7],
  ])
})
