import { expect, test } from 'vitest'
import { scenario } from '../../../fixture/scenario.fixture.ts'
import { comparedFacts, rangeWords, valueText } from './compared-facts.ts'

const found = scenario('found000', Number.POSITIVE_INFINITY).bisection
const running = scenario('running0', 3).bisection
const factOf = (name: string, first = found, second = running) =>
  comparedFacts(first, second).find((fact) => fact.name === name)

test('a bisection beside itself differs in nothing', () => {
  expect(comparedFacts(found, found).filter(({ differs }) => differs)).toEqual([])
  expect(rangeWords(found, found)).toBe('Both searched the same range.')
})

test('a finished bisection beside a running one differs in state, culprit and time', () => {
  expect(factOf('State')).toMatchObject({ first: 'culprit', second: 'running', differs: true })
  expect(factOf('Culprit')).toMatchObject({
    first: `${found.culprit?.hash.slice(0, 12)} ${found.culprit?.subject}`,
    second: '–',
  })
  expect(factOf('Tree')).toMatchObject({ differs: false })
  expect(factOf('Failure')?.first).toContain('virtual address ffff0000bff9f000')
})

test('runs that fail with and without the culprit show the noise', () => {
  const { result } = found
  if (!result) throw new Error('it is finished')
  const tally = { passes: 1, failures: 1 }
  const basis = {
    commits: 3,
    withCulprit: tally,
    withoutCulprit: tally,
    rates: { withCulprit: 0.4, withoutCulprit: 0.001 },
  }
  const noisy = { ...found, result: { ...result, basis } }
  expect(factOf('Failing runs with the culprit', noisy)).toMatchObject({ first: '40 %', second: '–' })
  expect(factOf('Failing runs without the culprit', noisy)).toMatchObject({ first: '0.1 %' })
})

test('the time is what passed from the start to the end', () => {
  const timed = { ...found, startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:02:05.000Z' }
  expect(factOf('Time', timed)).toMatchObject({ first: '2 min 5 s', second: '–' })
})

test.each([
  ['good', 'bad', 'They searched different ranges.'],
  ['good', undefined, 'The bad revision is the same; the good revisions differ.'],
  ['bad', undefined, 'The good revision is the same; the bad revisions differ.'],
] as const)('bisections with another %s (and %s) revision are told apart', (one, other, words) => {
  const another = { ref: 'x', hash: 'f'.repeat(40) }
  expect(rangeWords(found, { ...found, [one]: another, ...(other && { [other]: another }) })).toBe(words)
})

test.each([
  [null, '–'],
  ['words', 'words'],
  [{ a: [1] }, '{"a":[1]}'],
  ['x'.repeat(301), `${'x'.repeat(299)}…`],
])('the value %j is shown as %s', (value, text) => {
  expect(valueText(value)).toBe(text)
})
