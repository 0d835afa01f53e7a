import type { BisectionSummary } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { pageTitle } from './page-title.ts'

const title = 'arm64 does not boot'
const about = (more: Partial<BisectionSummary>) =>
  ({ title, state: 'finished', outcome: null, label: null, expected: null, ...more }) as BisectionSummary

test.each<[Partial<BisectionSummary>, string]>([
  [{ outcome: 'culprit', label: 'confirmed' }, '✓ Culprit confirmed'],
  [{ outcome: 'culprit', label: 'probable' }, '? Probable culprit'],
  [{ outcome: 'cancelled' }, '■ Cancelled'],
  [{ state: 'running', expected: { builds: 1, runs: 1, seconds: 9, done: 0.389 } }, '▶ Running 38 %'],
  [{ state: 'queued', place: 2 }, '… Queued, place 2'],
  [{ state: 'paused' }, '‖ Paused'],
])('the tab of a bisection that is %j begins with %s', (more, state) => {
  expect(pageTitle(about(more))).toBe(`${state} · ${title}`)
})
