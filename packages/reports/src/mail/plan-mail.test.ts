import type { Check, Recipient } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { commitPeople, maintainers } from './commit-people.ts'
import { type MailPlanInput, planMail } from './plan-mail.ts'

const check = (name: Check['name'], result: Check['result'] = 'passed'): Check => ({
  ...{ name, commit: 'c'.repeat(40), result, passes: 3, failures: 0 },
})
const proved = ['bad revision', 'good revision', 'culprit', 'parent', 'revert'] as const
const ann: Recipient = { address: 'ann@example.org', name: 'Ann', field: 'to', reason: 'wrote the commit' }
const input = (changes: Partial<MailPlanInput> = {}): MailPlanInput => ({
  policy: 'people',
  to: ['results@example.org'],
  from: 'kbisect <kbisect@example.org>',
  hasServer: true,
  urls: { page: 'https://kbisect.example.org/bisections/x', reads: 'public' },
  result: { label: 'confirmed', checks: proved.map((name) => check(name)), assumptions: [] },
  people: { recipients: [ann] },
  ...changes,
})
const patch = { kind: 'patched build', text: 'It was patched.', state: 'open', lowersLabel: true } as const
const withChecks = (...checks: Check[]) => ({
  ...{ label: 'confirmed' as const, checks, assumptions: [] },
})

test('the people of a culprit that is proved are told without asking', () => {
  expect(planMail(input())).toEqual({
    state: 'waiting',
    reason: 'Every check passed, so that the people of the commit are told.',
    recipients: [
      { address: 'results@example.org', name: null, field: 'to', reason: 'KBISECT_MAIL_TO: gets every report' },
      ann,
    ],
  })
})

test('an assumption that further runs ruled out holds nothing', () => {
  const assumptions = [{ ...patch, state: 'settled', lowersLabel: false } as const]
  expect(planMail(input({ result: { ...input().result, assumptions } })).state).toBe('waiting')
})

test.each<[string, Partial<MailPlanInput>, string]>([
  [
    'a check that failed',
    { result: withChecks(...proved.map((name) => check(name)), check('fix', 'failed')) },
    'patch alone: failed',
  ],
  [
    'a revert that conflicts',
    { result: withChecks(...proved.slice(0, 4).map((name) => check(name)), check('revert', 'conflict')) },
    'revert on the bad revision: conflict',
  ],
  [
    'a check that was not made',
    { result: withChecks(check('bad revision'), check('culprit')) },
    'good revision: not checked',
  ],
  ['no check at all', { result: { label: 'confirmed', checks: [], assumptions: [] } }, 'culprit: not checked'],
  ['a probable label', { result: { ...input().result, label: 'probable' } }, 'the culprit is probable, not confirmed'],
  [
    'a label without a revert',
    { result: { ...input().result, label: 'confirmed without revert' } },
    'the culprit is confirmed without revert',
  ],
  ['a culprit without a label', { result: { ...input().result, label: null } }, 'the culprit is not labelled'],
  [
    'an assumption that is open and weighs',
    { result: { ...input().result, assumptions: [patch] } },
    'open assumptions: patched build',
  ],
  ['people who are not known', { people: { recipients: [], unknown: 'the commit cannot be read' } }, 'cannot be read'],
  ['no server', { hasServer: false }, 'there is no mail server (KBISECT_SMTP_URL)'],
  ['nobody', { to: [], people: { recipients: [] } }, 'there is nobody to send it to (KBISECT_MAIL_TO)'],
  [
    'links that others cannot reach',
    { urls: { page: 'http://localhost:8470/x', reads: 'public' } },
    'KBISECT_PUBLIC_URL',
  ],
  ['links that need a token', { urls: { page: 'https://kb.example.org/x', reads: 'token' } }, 'KBISECT_READS'],
])('it is held for %s, and says so', (_, changes, words) => {
  const { state, reason } = planMail(input(changes))
  expect(state).toBe('held')
  expect(reason).toContain(words)
})

test('the recipients of a held mail are listed, for the person who decides', () => {
  expect(planMail(input({ hasServer: false })).recipients).toHaveLength(2)
})

test('fixed addresses are told whatever the checks say, and nobody else', () => {
  expect(
    planMail(
      input({
        ...{ policy: 'fixed', result: { label: 'probable', checks: [], assumptions: [] } },
        urls: { page: 'http://localhost:8470/x', reads: 'token' },
      }),
    ),
  ).toMatchObject({
    state: 'waiting',
    recipients: [{ address: 'results@example.org' }],
  })
})

test('what is missing but matters less is noted', () => {
  const note = 'get_maintainer.pl is missing in the tree.'
  expect(planMail(input({ people: { recipients: [ann], note } })).reason).toContain(note)
})

/** A commit whose message names so many people. */
const people = (acked: number) =>
  commitPeople({
    ...{ authorName: 'Ann', authorEmail: 'ann@example.org', committerName: 'Carl', committerEmail: 'carl@example.org' },
    trailers: [
      ...Array.from({ length: acked }, (_, at) => ({ key: 'Acked-by', value: `Somebody <somebody${at}@example.org>` })),
      { key: 'Reported-by', value: 'Rita <rita@example.org>' },
    ],
  })

test('a mail to more people than thirty is held, and keeps those who look after the commit', () => {
  const listed = maintainers('mm@example.org (maintainer:MEMORY)\nlist@example.org (open list)\n')
  const plan = planMail(input({ people: { recipients: [...people(500), ...listed] } }))
  expect(plan.state).toBe('held')
  expect(plan.reason).toContain('506 recipients are named, and a mail goes to 30 at most')
  expect(plan.recipients).toHaveLength(30)
  expect(plan.recipients.map(({ address }) => address)).toEqual(
    expect.arrayContaining([
      ...['results@example.org', 'ann@example.org', 'carl@example.org', 'mm@example.org', 'list@example.org'],
      ...['rita@example.org', 'somebody0@example.org', 'somebody23@example.org'],
    ]),
  )
})

test('5,000 people in trailers are not even read', () => {
  const plan = planMail(input({ people: { recipients: people(5000) } }))
  expect(plan).toMatchObject({ state: 'held', reason: expect.stringContaining('1003 recipients are named') })
  expect(plan.recipients).toHaveLength(30)
})

test('a mail goes to thirty recipients', () => {
  const plan = planMail(input({ people: { recipients: people(26) } }))
  expect(plan.recipients).toHaveLength(30)
  expect(plan.state).toBe('waiting')
})

test('a mail goes to all fixed addresses, however many the operator names', () => {
  const to = Array.from({ length: 40 }, (_, at) => `lab${at}@example.org`)
  expect(planMail(input({ policy: 'fixed', to }))).toMatchObject({ state: 'waiting', recipients: { length: 40 } })
})
