import { expect, it } from 'vitest'
import { Evidence } from '../model/evidence.ts'
import { mainTarget } from '../model/main-target.ts'
import { patchWords } from './patched-proof.ts'
import { chain, failing, hash, numberOf, panic, passed, simulate } from './simulated-hosts.fixture.ts'

// c06 does not build without c07, which brings the panic.
const { facts, record } = simulate({
  history: chain(14),
  behave: (commit, { patched }) => {
    if (commit === 'c06' && patched === undefined) return 'does not build'
    return (commit !== 'good' && numberOf(commit) >= 6) || patched === 'c07' ? failing(panic) : passed
  },
})
const counting = {
  target: mainTarget(record),
  test: 'boot',
  expected: panic,
  warnings: 'ignore',
  overridable: true,
} as const

const wordsOf = (runs: typeof facts.runs) =>
  patchWords({ ...counting, evidence: new Evidence({ ...facts, runs }) }, [hash('c06'), hash('c07')])

it('the words of a patch say that it fails where it was applied to a revision before', () => {
  expect(wordsOf(facts.runs)).toMatch(/^ Without \w{12} the others do not build.*\(it fails on \w{12}/)
})

it('the words of a patch say where it was built and never run', () => {
  const words = wordsOf(facts.runs.filter(({ revision }) => revision.patched === undefined))
  expect(words).toContain('it could not be tested on')
})
