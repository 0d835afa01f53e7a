import type { ToyCommit, ToyPlan } from '@kbisect/testing'
import { expect, test } from 'vitest'
import type { ToyCase } from '../../toy/draw-case.ts'
import { judgeScript } from './judge-script.ts'
import { scriptWorld } from './script-world.ts'

const plan = (changes: Readonly<Record<number, Omit<ToyCommit, 'name'>>>, culprit?: string): ToyPlan => ({
  commits: Array.from({ length: 17 }, (_, at) => ({ name: at === 0 ? 'base' : `c${at}`, ...changes[at] })),
  good: 'base',
  bad: 'c16',
  ...(culprit === undefined ? {} : { culprit }),
})
const toyCase = (of: ToyPlan): ToyCase => ({
  number: 1,
  architecture: 'arm',
  plan: of,
  failing: 1,
  failingWithout: 0,
  regressed: of.culprit !== undefined,
  traits: [],
})
const NO_FAULTS = { build: 0, boot: 0 }
const always = plan({ 9: { behaviour: { arm: 'panic' } } }, 'c9')

test('what fails always is found by one boot each, as long as the machine is in order', () => {
  expect(judgeScript(toyCase(always), NO_FAULTS)).toEqual({ exact: 1, range: 0, wrong: 0 })
})

test('faults of the machine lead the script astray', () => {
  const { exact, wrong } = judgeScript(toyCase(always), { build: 0.1, boot: 0.1 })
  expect(exact).toBeLessThan(0.95)
  expect(wrong).toBeGreaterThan(0.05)
})

test('a failure that comes and goes leads it astray by itself', () => {
  const flaky = plan({ 9: { behaviour: { arm: { flaky: 0.5 } } } }, 'c9')
  expect(judgeScript(toyCase(flaky), NO_FAULTS).exact).toBeLessThan(0.7)
})

test('where nothing is to be found it names a commit all the same', () => {
  expect(judgeScript(toyCase(plan({})), NO_FAULTS)).toEqual({ exact: 0, range: 0, wrong: 1 })
})

test('the world knows what does not compile and what fails otherwise', () => {
  const { broken, failing } = scriptWorld(
    plan({ 3: { behaviour: { 'arm+dma': 'no-compile' } }, 4: { behaviour: { 'arm+dma': 'other-panic' } } }),
    'arm',
  )
  expect([broken[1], broken[2], broken[3]]).toEqual([false, true, false])
  expect([failing[1], failing[3], failing[15]]).toEqual([0, 1, 1])
})
