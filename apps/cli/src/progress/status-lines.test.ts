import { expect, test } from 'vitest'
import { AT, aBisection, aSearch } from '../bisection.fixture.ts'
import { clock } from './durations.ts'
import { fitLine } from './fit-line.ts'
import { statusBlock, statusLine } from './status-lines.ts'

const now = Date.parse(AT) + 65_000
const work = {
  task: 'build.d',
  kind: 'build' as const,
  commit: 'd'.repeat(40),
  subject: 'mm: \u001b[2Jtidy',
  target: 'arm64',
  worker: 'host1',
  startedAt: AT,
}
const progress = aBisection().progress

test('the block says stage, candidates left, what is building, what is booting, and the time', () => {
  const working = [work, { ...work, kind: 'boot' as const, worker: null, startedAt: null, subject: '' }]
  expect(statusBlock(aBisection({ progress: { ...progress, working } }), 'x is bad.', now)).toEqual([
    '1:05  boot on arm64 in linux, v1..v2',
    '  stage     narrowing · 5 of 20 commits left · 3 builds, 7 runs',
    '  building  dddddddddddd for arm64, 1:05  "mm: \ufffd[2Jtidy"',
    '  booting   dddddddddddd for arm64, waits for a worker',
    '  last      x is bad.',
  ])
})

test('the block stays lower than a screen, however many hosts are at work', () => {
  const working = Array.from({ length: 100 }, () => work)
  const block = statusBlock(aBisection({ progress: { ...progress, working } }), undefined, now)
  expect(block.length).toBeLessThan(15)
  expect(block.at(-1)).toContain('and 92 more')
})

test('the line says the same in one', () => {
  const some = { ...progress, builds: 1, working: [work], infrastructureErrors: 1 }
  expect(statusLine(aBisection({ progress: some }), now)).toBe(
    'narrowing · 5 of 20 commits left · 1 build, 7 runs · building dddddddddddd for arm64 · 1 infrastructure error · 1:05 elapsed',
  )
})

test('the block and the line say for which worker it waits', () => {
  const waiting = aBisection({ waitingFor: 'Waits for a worker: none is alive.' })
  expect(statusBlock(waiting, undefined, now)[2]).toBe('  now       Waits for a worker: none is alive.')
  expect(statusLine(waiting, now)).toContain(' · waits for a worker: none is alive · 1:05 elapsed')
  expect(statusBlock(aBisection({ waitingFor: null }), undefined, now)).toHaveLength(2)
})

test('while it narrows, a line says what is believed and why the next commit was chosen', () => {
  const searching = aBisection({ search: aSearch() })
  expect(statusBlock(searching, undefined, now)[2]).toBe(
    '  believes  unsure as among 2 commits; next cccccccccccc: splits the remaining probability 55 : 45; image is built',
  )
  expect(statusLine(searching, now)).toContain('5 of 20 commits left · unsure as among 2 commits · 3 builds')
  const bare = aSearch({ choices: [], effective: 1.01 })
  expect(statusBlock(aBisection({ search: bare }), undefined, now)[2]).toBe('  believes  as good as sure of one commit')
  const confirming = aBisection({ search: aSearch(), progress: { ...progress, stage: 'confirm' } })
  expect(statusBlock(confirming, undefined, now).join()).not.toContain('believes')
})

test('before the range is known nothing is said of it', () => {
  const early = { ...progress, stage: 'prepare' as const, commits: 0, candidatesLeft: 0 }
  expect(statusLine(aBisection({ progress: early }), now)).not.toContain('left')
})

test('times are read as on a clock, also when the server is ahead of us', () => {
  expect([0, 41_000, 725_000, 3_800_000, -5000].map(clock)).toEqual(['0:00', '0:41', '12:05', '1:03:20', '0:00'])
})

test('a line is cut to the width of the screen', () => {
  expect(fitLine('abcdef', 6)).toBe('abcdef')
  expect(fitLine('abcdefg', 6)).toBe('abcde…')
  expect(fitLine('Großmütter', 6)).toBe('Großm…')
  expect(fitLine('内核启动', 6)).toBe('内核…')
})
