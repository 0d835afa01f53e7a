import { expect, it } from 'vitest'
import type { Facts, RunFact } from '../model/facts.ts'
import { plan } from '../plan/plan.ts'
import { alone, chain, failing, hash, numberOf, panic, passed, simulate } from '../plan/simulated-hosts.fixture.ts'
import { bootLimits } from '../work/boot-limits.ts'

const world = {
  history: chain(4),
  behave: (commit: string) => (commit === 'good' ? passed : failing(panic)),
}
const { record, facts } = simulate(world)
const range = world.history.map(([name, parents]) => ({
  hash: hash(name),
  parents: parents.map(hash),
  committedAt: 0,
  authoredAt: 0,
  authorName: 'A',
  authorEmail: 'a@example.org',
  subject: name,
}))

it('asks for the attempt that is missing when later ones are known', () => {
  const bad = record.bad.hash
  const builds = facts.builds.filter(({ revision }) => revision.commit === bad && !revision.reverted)
  const runs = facts.runs.filter(
    ({ revision, attempt }) => revision.commit === bad && !revision.reverted && attempt > 1,
  )
  expect(runs.map(({ attempt }) => attempt)).toEqual([2, 3])
  const { tasks } = plan({
    ...alone(range),
    record,
    facts: { builds, runs, infrastructureErrors: new Map(), overrides: [], reruns: [] },
  })
  expect(tasks).toContainEqual(expect.objectContaining({ kind: 'boot', revision: { commit: bad }, attempt: 1 }))
})

it('does not hold a host without KVM to the times of one with it', () => {
  const [run] = facts.runs.filter(({ result }) => result.kind === 'passed')
  if (!run) throw new Error('nothing passed')
  const known = (changes: Partial<RunFact>): Facts => ({ ...facts, runs: [{ ...run, ...changes }] })
  const seconds = (found: Facts) => bootLimits(record, found, { key: run.targetKey }).cpuSeconds
  const unknown = seconds({ ...facts, runs: [] })
  expect(seconds(known({ accelerator: 'tcg', cpuSeconds: 5 }))).toBe(100)
  expect(seconds(known({ accelerator: 'kvm', cpuSeconds: 1 }))).toBe(unknown)
})

it('is not misled by a commit that failed once by chance while the bad revision always fails', () => {
  const { plan: end } = simulate({
    history: chain(20),
    behave: (commit, { attempt, reverted }) =>
      (numberOf(commit) >= 15 && reverted !== 'c15') || (commit === 'c10' && attempt === 1) ? failing(panic) : passed,
  })
  expect(end.result).toMatchObject({ outcome: 'culprit', label: 'confirmed', culprit: { hash: hash('c15') } })
})
