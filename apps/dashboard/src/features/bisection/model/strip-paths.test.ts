import { expect, test } from 'vitest'
import { layOutStrip } from './strip-layout.ts'
import { geometry, linkPath, stripPadding, stripPaths } from './strip-paths.ts'

const commits = (verdicts: readonly ('good' | 'bad' | 'skip' | null)[]) =>
  verdicts.map((verdict, index) => ({
    hash: `c${index}`,
    parents: [`c${index - 1}`],
    verdict,
    possible: verdict === null,
    noop: false,
  }))

test('every slot is found again at its own place', () => {
  const layout = layOutStrip(commits(Array.from({ length: 64 }, () => null)))
  const at = geometry(layout, 390)
  for (let slot = 0; slot < 64; slot++) expect(at.slotAt(at.x(slot))).toBe(slot)
  expect(at.slotAt(-5)).toBe(0)
  expect(at.slotAt(1000)).toBe(63)
})

test('bad stands above the line and good hangs below it', () => {
  const layout = layOutStrip(commits(['good', 'bad']))
  const at = geometry(layout, 100)
  const paths = stripPaths(layout, at)
  const top = (path: string) => Number(/^M[\d.]+ ([\d.]+)h/.exec(path)?.[1])
  expect(top(paths.good)).toBe(at.y(0))
  expect(top(paths.bad)).toBeLessThan(at.y(0))
})

test('what is open is drawn apart from what is ruled out', () => {
  const layout = layOutStrip([
    ...commits([null]),
    { hash: 'x', parents: [], verdict: null, possible: false, noop: false },
  ])
  const paths = stripPaths(layout, geometry(layout, 100))
  expect(paths.open).not.toBe('')
  expect(paths.untested).not.toBe('')
})

test('what cannot have changed the kernel is no more to look at than what is ruled out', () => {
  const noop = { hash: 'x', parents: [], verdict: null, possible: true, noop: true }
  const layout = layOutStrip([noop])
  const paths = stripPaths(layout, geometry(layout, 100))
  expect([paths.open, paths.untested === '']).toEqual(['', false])
})

test('marks stay within the strip at phone width with the most slots', () => {
  const layout = layOutStrip(commits(Array.from({ length: 20_000 }, () => 'bad')))
  const at = geometry(layout, 360)
  expect(at.x(0)).toBeGreaterThanOrEqual(stripPadding)
  expect(at.x(layout.slots.length - 1)).toBeLessThanOrEqual(360 - stripPadding)
})

test('a merged branch leaves its lane and comes back', () => {
  const layout = layOutStrip([
    { hash: 'a', parents: [], verdict: null, possible: true, noop: false },
    { hash: 't', parents: ['a'], verdict: null, possible: true, noop: false },
    { hash: 'm', parents: ['a', 't'], verdict: null, possible: true, noop: false },
  ])
  expect(linkPath(layout, geometry(layout, 100)).match(/C/g)).toHaveLength(2)
})
