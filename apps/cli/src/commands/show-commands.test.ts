import { afterEach, beforeEach, expect, test } from 'vitest'
import { aBisection, anEvent, aResult, finished } from '../bisection.fixture.ts'
import { type FakeService, startFakeService, stream } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'

const { id } = aBisection()
let service: FakeService

beforeEach(async () => {
  service = await startFakeService({
    [`GET /bisections/${id}`]: () => finished(aResult()),
    [`GET /bisections/${id}/events`]: (_, response) => stream(response, [anEvent(1, 'finished', 'found it.')]),
  })
})
afterEach(() => service.close())

const kbisect = (args: readonly string[]) => runKbisect(service.url, args)

test('watch ends as run does', async () => {
  const { status, out } = await kbisect(['watch', id, '--json'])
  expect(status).toBe(0)
  expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({ id, outcome: 'culprit' })
})

test('a list tells a probable culprit from a confirmed one', async () => {
  const labels = ['confirmed', 'confirmed without revert', 'probable'] as const
  service.routes['GET /bisections'] = () => ({ items: labels.map((label) => finished(aResult({ label }))), next: null })
  const { out } = await kbisect(['list'])
  expect(out.map((line) => line.split(/ {2,}/)[2])).toEqual([
    'Culprit confirmed',
    'Confirmed without revert',
    'Probable culprit',
  ])
})

test('list passes its filters on and shows where each stands', async () => {
  const expected = { builds: 3, runs: 9, seconds: 754 }
  service.routes['GET /bisections'] = () => ({ items: [aBisection({ expected }), finished(aResult())], next: null })
  const { status, out } = await kbisect(['list', '--state', 'running', '--tree', 'linux', '--limit', '5'])
  expect(status).toBe(0)
  expect(out[0]).toMatch(/ {2}2026-01-0\d \d\d:04 {2}narrow, 5 of 20 left, about 13 min left {2}boot on arm64 in linux/)
  expect(service.received[0]?.path).toBe('/bisections?limit=5&state=running&tree=linux')
})

test('show lists runs with the source that they booted, and what their kernels warned of', async () => {
  const plain = { commit: 'a'.repeat(40), reverted: null, patched: null, merged: null, target: 'arm64' }
  const warnings = [{ kind: 'warning', text: 'warning in foo', line: 'WARNING: at \u001bfoo+0x1' }]
  const items = [
    { ...plain, id: 'run1', merged: 'b'.repeat(40), result: { kind: 'passed', warnings } },
    {
      ...plain,
      id: 'run2',
      reverted: 'c'.repeat(40),
      result: { kind: 'failed', signature: { text: 'panic in x', line: 'Kernel panic: x 7\u001b' } },
    },
  ]
  service.routes[`GET /bisections/${id}/runs`] = ({ path }) =>
    path.includes('cursor=x') ? { items: items.slice(1), next: null } : { items: items.slice(0, 1), next: 'x' }
  const { out } = await kbisect(['show', id, '--runs'])
  expect(out.slice(0, 2)).toEqual([
    'run1  aaaaaaaaaaaa merged with bbbbbbbbbbbb  arm64  passed; with WARNING: at \ufffdfoo+0x1',
    'run2  aaaaaaaaaaaa without cccccccccccc      arm64  Kernel panic: x 7\ufffd',
  ])
})

test('an empty list says how to start, or that nothing matches', async () => {
  service.routes['GET /bisections'] = () => ({ items: [], next: null })
  expect((await kbisect(['list'])).notes).toEqual(['no bisections yet; `kbisect run --help` says how to start one'])
  expect((await kbisect(['list', '--tree', 'x'])).notes).toEqual(['no bisection matches; `kbisect list` shows all'])
})
