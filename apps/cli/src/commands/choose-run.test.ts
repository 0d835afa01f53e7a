import type { Run } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { aBisection, aResult, CULPRIT, finished } from '../bisection.fixture.ts'
import { chooseRun, type WantedRun } from './choose-run.ts'

const passed: Run['result'] = { kind: 'passed' }
const failed: Run['result'] = { kind: 'failed', signature: { kind: 'panic', text: 'panic' }, stage: 'kernel' }

const run = (id: string, commit: string, result: Run['result'], changes: Partial<Run> = {}): Run => ({
  id,
  commit: commit.repeat(40),
  reverted: null,
  patched: null,
  merged: null,
  target: 'arm64',
  attempt: 1,
  image: null,
  result,
  log: 'd'.repeat(64),
  logBytes: 10,
  command: 'qemu',
  emulator: 'QEMU',
  accelerator: 'tcg',
  worker: 'w',
  cpuSeconds: 1,
  seconds: 1,
  finishedAt: '2026-01-02T03:04:05.000Z',
  ...changes,
})

/**
 * Runs as the service lists them, the last one first, one a page; counts the pages that were read.
 */
function newestFirst(runs: readonly Run[]) {
  const read: string[] = []
  async function* pages() {
    for (const one of runs.toReversed()) {
      read.push(one.id)
      yield [one]
    }
  }
  return { pages: pages(), read }
}

// As a bisection that found its culprit leaves them: proved, then checked on another target.
const runs = [
  run('bad', 'b', failed),
  run('culprit', 'c', failed),
  run('parent', 'a', passed),
  run('flaky', 'c', passed),
  run('reverted', 'b', passed, { reverted: CULPRIT }),
  run('elsewhere', 'c', failed, { target: 'arm' }),
  run('later', 'b', failed, { target: 'arm' }),
]
const found = finished(aResult())

test.each<[WantedRun, string]>([
  [{}, 'culprit'],
  [{ target: 'arm' }, 'elsewhere'],
  [{ last: true }, 'later'],
  [{ passed: true }, 'flaky'],
  [{ run: 'bbbb' }, 'bad'],
  [{ run: 'bbbb', target: 'arm' }, 'later'],
  [{ run: 'aaaa' }, 'parent'],
  [{ run: 'reverted' }, 'reverted'],
])('of a bisection with a culprit %j chooses the run %s', async (wanted, id) => {
  expect((await chooseRun(newestFirst(runs).pages, found, wanted)).id).toBe(id)
})

test('while there is no culprit the last run of the main target that failed is chosen', async () => {
  expect((await chooseRun(newestFirst(runs).pages, aBisection())).id).toBe('culprit')
  expect((await chooseRun(newestFirst(runs.slice(2, 4)).pages, aBisection())).id).toBe('flaky')
})

test('a culprit without a log of its own gives way to another run that failed', async () => {
  const others = runs.filter(({ commit }) => commit !== CULPRIT)
  expect((await chooseRun(newestFirst(others).pages, found)).id).toBe('bad')
})

test('the runs are read only as far as it takes to find the best one', async () => {
  const { pages, read } = newestFirst(runs)
  await chooseRun(pages, aBisection(), { last: true })
  expect(read).toEqual(['later'])
})

test('without a fitting run the error says what was asked for', async () => {
  const none = chooseRun(newestFirst([run('x', 'b', failed, { log: null })]).pages, found)
  await expect(none).rejects.toThrow(`the bisection ${found.id} has no console log yet`)
  await expect(chooseRun(newestFirst(runs).pages, found, { run: 'ffff', target: 'arm' })).rejects.toThrow(
    'has no run that is called ffff or booted a commit that begins with it on the target arm',
  )
})
