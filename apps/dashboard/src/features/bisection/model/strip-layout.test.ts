import { expect, test } from 'vitest'
import { assignLanes } from './strip-lanes.ts'
import { layOutStrip, mostSlots, slotAt } from './strip-layout.ts'

function line(length: number) {
  return Array.from({ length }, (_, index) => ({
    hash: `c${index}`,
    parents: [`c${index - 1}`],
    verdict: null as 'good' | 'bad' | 'skip' | null,
    possible: true,
    noop: false,
  }))
}

test('each commit of a short range has its own slot on one lane', () => {
  const layout = layOutStrip(line(60))
  expect(layout.slots).toHaveLength(60)
  expect(layout).toMatchObject({ lanes: 1, perSlot: 1, links: [], bands: [{ from: 0, to: 59 }] })
})

test('20,000 commits become few slots that hold all of them', () => {
  const layout = layOutStrip(line(20_000))
  expect(layout.slots.length).toBeLessThanOrEqual(mostSlots)
  expect(layout.slots.reduce((sum, slot) => sum + slot.counts.untested, 0)).toBe(20_000)
  expect(layout.slots.at(-1)?.last).toBe(19_999)
})

test('a bin counts the verdicts in it, and one tested commit among many is not lost', () => {
  const commits = line(1000)
  commits[501] = { ...commits[501], hash: 'x', parents: [], verdict: 'bad', possible: true, noop: false }
  const layout = layOutStrip(commits)
  expect(layout.slots[slotAt(layout, 501)]?.counts).toEqual({ good: 0, bad: 1, skip: 0, weak: 0, untested: 2 })
})

test('what can still be the culprit is marked in bands', () => {
  const commits = line(6).map((commit, index) => ({ ...commit, possible: [1, 2, 4].includes(index) }))
  expect(layOutStrip(commits).bands).toEqual([
    { from: 1, to: 2 },
    { from: 4, to: 4 },
  ])
})

test('an empty range is an empty strip', () => {
  expect(layOutStrip([])).toEqual({ slots: [], links: [], bands: [], lanes: 1, perSlot: 1 })
})

test('commits that came in by a merge are on the second lane, linked where they leave and come back', () => {
  const commits = [
    { hash: 'm1', parents: ['good'] },
    { hash: 't1', parents: ['m1'] },
    { hash: 't2', parents: ['t1'] },
    { hash: 'm2', parents: ['m1'] },
    { hash: 'merge', parents: ['m2', 't2'] },
  ]
  expect(assignLanes(commits)).toEqual({
    lane: [0, 1, 1, 0, 0],
    links: [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 2, to: 4 },
    ],
  })
})
