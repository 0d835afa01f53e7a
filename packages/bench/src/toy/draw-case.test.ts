import { expect, test } from 'vitest'
import { drawCase } from './draw-case.ts'

const cases = Array.from({ length: 300 }, (_, at) => drawCase('test', at + 1))

test('a case depends on seed and number alone', () => {
  expect(drawCase('test', 7)).toEqual(cases[6])
  expect(drawCase('other', 7)).not.toEqual(cases[6])
})

test('every history has 16 to 40 commits, and parents come first', () => {
  for (const { plan } of cases) {
    expect(plan.commits.length - 1).toBeGreaterThanOrEqual(16)
    expect(plan.commits.length - 1).toBeLessThanOrEqual(40)
    const seen = new Set<string>()
    for (const { name, parents = [] } of plan.commits) {
      for (const parent of parents) expect(seen.has(parent)).toBe(true)
      seen.add(name)
    }
  }
})

test('all that makes a search hard comes, each in its share', () => {
  const share = (holds: (one: (typeof cases)[number]) => boolean) => cases.filter(holds).length / cases.length
  expect(share(({ regressed }) => !regressed)).toBeLessThan(0.2)
  expect(share(({ regressed }) => !regressed)).toBeGreaterThan(0)
  expect(share(({ failing }) => failing === 1)).toBeGreaterThan(0.25)
  expect(share(({ failing }) => failing === 0.7)).toBeGreaterThan(0.15)
  expect(share(({ regressed, failingWithout }) => regressed && failingWithout > 0)).toBeGreaterThan(0.1)
  for (const trait of ['merges', 'do not compile', 'do not compile (culprit inside)', 'panic otherwise'])
    expect(share(({ traits }) => traits.some((one) => one.endsWith(trait)))).toBeGreaterThan(0.05)
})

test('only the culprit and what fixes a region say how the target behaves', () => {
  for (const { plan, architecture, failingWithout } of cases) {
    const own = plan.commits.filter(({ behaviour }) => typeof behaviour === 'object' && architecture in behaviour)
    expect(own.map(({ name }) => name)).toEqual([
      ...(failingWithout > 0 ? ['base'] : []),
      ...(plan.culprit === undefined ? [] : [plan.culprit]),
    ])
  }
})

test('both revisions compile and boot', () => {
  for (const { plan, architecture } of cases) {
    const regions = plan.commits.flatMap(({ behaviour }) => {
      const changed = (behaviour as Record<string, unknown> | undefined)?.[`${architecture}+dma`]
      return changed === undefined ? [] : [changed]
    })
    for (const [at, changed] of regions.entries()) expect(changed === 'good').toBe(at % 2 === 1)
    expect(regions.length % 2).toBe(0)
  }
})
