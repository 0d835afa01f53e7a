import { expect, test } from 'vitest'
import { Evidence } from '../model/evidence.ts'
import type { RunFact } from '../model/facts.ts'
import { planConfirmation } from '../plan/plan-confirmation.ts'
import { alone, chain, failing, hash, numberOf, panic, passed, simulate } from '../plan/simulated-hosts.fixture.ts'

const { facts, record, range } = simulate({
  history: chain(4),
  behave: (commit, { reverted }) =>
    commit !== 'good' && numberOf(commit) >= 2 && reverted === undefined ? failing(panic) : passed,
})
const { graph } = alone(range)
const own = facts.runs.find(({ revision }) => revision.commit === hash('c02') && !revision.reverted)
const unfailing = facts.runs.filter(({ result }) => result.kind === 'passed')

// A failure that shows in three of ten runs, as other commits with the same image have told: c02
// itself has these runs alone.
function confirm(shown: readonly (typeof passed)[]) {
  if (!own) throw new Error('c02 was never booted')
  const runs = shown.map((result, at): RunFact => ({ ...own, attempt: at + 1, result }))
  // Fifteen passes clear a kernel.
  const others = unfailing.flatMap((run) => Array.from({ length: 15 }, (_, at) => ({ ...run, attempt: at + 1 })))
  const culprit = { hash: hash('c02'), parents: [hash('c01')], subject: 'c02' }
  const rest = { committedAt: 0, authoredAt: 0, authorName: 'A', authorEmail: 'a@example.org' }
  return planConfirmation({
    record,
    evidence: new Evidence({ ...facts, runs: [...others, ...runs] }),
    ...{ range, graph, suspicion: undefined, hosts: [], untested: [] },
    expected: panic,
    checks: [],
    narrowed: {
      culprit: { ...culprit, ...rest },
      probability: 0.995,
      badRuns: { passes: 36, failures: 16 },
      rates: { bad: 0.31, good: 0.005 },
      further: { proved: [], doubted: [] },
    },
    found: { signature: panic, findings: [], drift: [], canChange: 4, ranked: [], basis: null },
  })
}

const pass = passed
const fail = failing(panic)

test.each([
  ['three passes', [pass, pass, pass]],
  ['one failure in four runs', [pass, pass, pass, fail]],
])('the culprit of a rare failure is run again after %s', (_, shown) => {
  expect(confirm(shown)).toMatchObject({
    kind: 'needs',
    tasks: [{ kind: 'boot', revision: { commit: hash('c02') }, attempt: shown.length + 1 }],
  })
})

test('it is proved once its own failures are hardly chance', () => {
  expect(confirm([pass, pass, pass, fail, fail])).toMatchObject({
    kind: 'passed',
    value: { result: { outcome: 'culprit', label: 'confirmed' } },
  })
})

test('it is refuted by as many passes as clear any kernel', () => {
  expect(confirm(Array.from({ length: 60 }, () => pass))).toMatchObject({
    kind: 'ends',
    result: { outcome: 'inconclusive', label: 'inconsistent' },
  })
})
