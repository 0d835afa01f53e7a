import { type BisectionSummary, badgeOf, labels, outcomes, states, watchStates } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aBisection, anEvent, aResult, finished } from './bisection.fixture.ts'
import { capturedTerminal, markTones } from './captured-terminal.fixture.ts'
import { describeResult } from './describe-result.ts'
import { type FakeService, refuse, startFakeService } from './fake-service.fixture.ts'
import { badgeTone } from './paint.ts'
import { openView } from './progress/open-view.ts'
import { runKbisect } from './run-kbisect.fixture.ts'

let service: FakeService
beforeAll(async () => {
  service = await startFakeService({})
})
afterAll(() => service.close())

const coloured = (args: readonly string[]) =>
  runKbisect(service.url, args, { terminal: capturedTerminal({ paint: markTones }) })

test.each([
  [finished(aResult()), '<good Culprit confirmed (probability 0.990): this is the first bad commit.>'],
  [
    finished(aResult({ label: 'probable' })),
    '<unsure Probable culprit, not confirmed (probability 0.990): this is the first bad commit.>',
  ],
  [aBisection({ state: 'paused', reason: 'no disk' }), '<bad paused, stage narrow: no disk>'],
])('the first line of a result has the colour of the answer', (bisection, line) => {
  const [first, ...others] = describeResult(bisection, 'http://x', markTones)
  expect(first).toBe(line)
  expect(others.join('\n')).not.toMatch(/<(good|bad|unsure)/)
})

test('of what ended only confirmed culprits are green', () => {
  const ended = (more: Partial<BisectionSummary>) =>
    badgeTone(badgeOf({ ...aBisection({ state: 'finished' }), ...more }).kind)
  const good = labels.filter((label) => ended({ outcome: 'culprit', label }) === 'good')
  expect(good).toEqual(['confirmed', 'confirmed without revert'])
  expect(outcomes.filter((outcome) => ended({ outcome, label: null }) === 'good')).toEqual([])
  expect(states.filter((state) => badgeTone(badgeOf(aBisection({ state })).kind) === 'bad')).toEqual(['paused'])
})

test('of checks those that passed alone are green, and those that failed red', () => {
  const states = watchStates.filter((state) => state !== 'waiting' && state !== 'testing')
  const tone = (state: (typeof states)[number]) =>
    badgeTone(badgeOf({ ...aBisection({ state: 'finished' }), check: { state } }).kind)
  expect(states.map(tone)).toEqual(['good', 'bad', 'unsure', 'unsure', 'unsure', 'unsure'])
})

test('a list has colours in the state alone, and what the service sends has none of its own', async () => {
  service.routes['GET /bisections'] = () => ({
    items: [finished(aResult()), aBisection({ title: '\u001b[31mred' })],
    next: null,
  })
  const { out } = await coloured(['list'])
  expect(out[0]).toContain('  <good Culprit confirmed>')
  expect(out[1]).toMatch(/ {2}<strong narrow, 5 of 20 left> +\ufffd\[31mred$/)
})

test('the first line of an error is red, its hint is not', async () => {
  service.routes['GET /bisections'] = (_, response) => refuse(response, 503, 'no-database', 'Postgres\u001b[0m is away')
  expect((await coloured(['list'])).notes).toEqual(['<bad Postgres\ufffd[0m is away>'])
  expect((await coloured(['rnu'])).notes[0]).toMatch(/^<bad error: unknown command 'rnu'/)
  const { notes } = await coloured(['list', '--instance', 'x'])
  expect(notes).toEqual([expect.stringMatching(/^<bad .*>$/), expect.stringMatching(/^ {2}hint: /)])
})

test('verdicts are coloured in a log, after what could steer the terminal was replaced', () => {
  const terminal = capturedTerminal({ paint: markTones })
  const view = openView(terminal)
  view.event({ ...anEvent(1, 'verdict', 'x is bad\u001b[32m.'), data: { verdict: 'bad' } })
  view.event(anEvent(2, 'stage', 'Stage narrow.'))
  view.close()
  expect(terminal.notes).toEqual(['03:04:05 <bad x is bad\ufffd[32m.>', '03:04:05 Stage narrow.'])
})
