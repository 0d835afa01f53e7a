import fc from 'fast-check'
import { expect, it } from 'vitest'
import { betaRate, CAREFUL, JEFFREYS, knownRate, logSum, MIXTURE } from './rates.ts'

const count = fc.nat({ max: 300 })
const parameter = fc.double({ min: 0.01, max: 10, noNaN: true })

it('a rate that is integrated out gives a sequence of runs the product of what each run was expected to do', () => {
  fc.assert(
    fc.property(parameter, parameter, count, count, (a, b, failures, passes) => {
      const rate = betaRate(a, b)
      let log = 0
      for (let at = 0; at < failures; at++) log += Math.log(rate.mean(at, 0))
      for (let at = 0; at < passes; at++) log += Math.log(1 - rate.mean(failures, at))
      expect(rate.logMoment(failures, passes)).toBeCloseTo(log, 6)
    }),
  )
})

it('comes to expect what was seen', () => {
  const rate = betaRate(0.5, 0.5)
  expect(rate.mean(0, 0)).toBe(0.5)
  expect(rate.mean(300, 700)).toBeCloseTo(0.3, 2)
  expect(rate.logMoment(0, 0)).toBe(0)
})

it('a known rate of none or all still leaves a run that contradicts it possible', () => {
  for (const rate of [knownRate(0), knownRate(1)]) {
    expect(rate.logMoment(3, 3)).toBeGreaterThan(-Infinity)
    expect(rate.mean(0, 0)).toBeGreaterThan(0)
    expect(rate.mean(0, 0)).toBeLessThan(1)
  }
})

it.each([
  ['mixture', MIXTURE],
  ["Jeffreys' prior", JEFFREYS],
  ['careful mixture', CAREFUL],
])('the weights of the %s sum to one', (_, model) => {
  expect(model.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0)).toBeCloseTo(1, 12)
})

it('sums exponentials that are too large or too small to be written down', () => {
  expect(logSum([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 9)
  expect(logSum([-5000, -5000, -Infinity])).toBeCloseTo(-5000 + Math.LN2, 9)
  expect(logSum([-Infinity, -Infinity])).toBe(-Infinity)
  expect(logSum([])).toBe(-Infinity)
})
