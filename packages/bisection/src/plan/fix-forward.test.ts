import { expect, test } from 'vitest'
import {
  type Behaviour,
  chain,
  failing,
  hash,
  numberOf,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

// What fails on both branches leaves one commit before the fork: named before it was built with the
// fix.
test('a culprit that only its descendants convicted is built with the fix to prove it', () => {
  const history: World['history'] = [
    ...chain(11),
    ['side1', ['c09']],
    ['side2', ['side1']],
    ['side3', ['side2']],
    ['merge', ['c11', 'side3']],
    ['bad', ['merge']],
  ]
  const behave = (commit: string, about: { reverted: string | undefined; patched: string | undefined }): Behaviour => {
    const onSide = commit.startsWith('side')
    const at = /^c\d+$/.test(commit) ? numberOf(commit) : commit === 'good' ? 0 : 99
    if ((onSide || (at >= 7 && at < 10)) && about.patched === undefined) return 'does not build'
    return at >= 9 && about.reverted === undefined ? failing(panic) : passed
  }
  const { plan, facts } = simulate({ history, noops: ['side1', 'side3', 'bad'], behave })
  expect(plan.result).toMatchObject({ outcome: 'culprit', label: 'confirmed', culprit: { hash: hash('c09') } })
  expect(plan.result?.checks.filter(({ name }) => name === 'culprit' || name === 'parent')).toMatchObject([
    { commit: hash('c09'), passes: 0, result: 'passed' },
    { commit: hash('c08'), failures: 0, result: 'passed' },
  ])
  expect(facts.builds.some(({ revision }) => revision.commit === hash('c09') && revision.patched)).toBe(true)
})
