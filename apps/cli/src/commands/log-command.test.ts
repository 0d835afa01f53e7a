import type { Run } from '@kbisect/contracts'
import { describe, expect, it } from 'vitest'
import { CliError } from '../cli-error.ts'
import { chooseRun } from './log-command.ts'

const passed: Run['signal'] = { kind: 'passed' }
const failed: Run['signal'] = { kind: 'failed', signature: { kind: 'panic', text: 'panic' }, stage: 'kernel' }

const run = (id: string, commit: string, signal: Run['signal'], log: string | null = 'd'.repeat(64)): Run => ({
  id,
  commit: commit.repeat(40),
  reverted: null,
  patched: null,
  merged: null,
  target: 'arm64',
  attempt: 1,
  image: null,
  signal,
  log,
  logBytes: 10,
  command: 'qemu',
  emulator: 'QEMU',
  accelerator: 'tcg',
  worker: 'w',
  cpuSeconds: 1,
  seconds: 1,
  finishedAt: '2026-01-02T03:04:05.000Z',
})

/** Runs as the service lists them, the last one first, one a page; counts the pages that were read. */
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

const runs = [run('one', 'a', failed), run('two', 'c', failed), run('three', 'b', passed), run('four', 'c', passed)]

describe('the run whose console is printed', () => {
  it.each([
    [undefined, 'two'],
    ['three', 'three'],
    ['four', 'four'],
    ['aaaaaaaa', 'one'],
    ['bbbb', 'three'],
    // Further targets may have booted it later, and passed.
    ['cccccccc', 'two'],
  ])('asked for %s is %s', async (wanted, id) => {
    expect((await chooseRun(newestFirst(runs).pages, 'b1', wanted)).id).toBe(id)
  })

  it('is the last one when none failed', async () => {
    const { pages } = newestFirst([run('one', 'a', passed), run('two', 'b', passed)])
    expect((await chooseRun(pages, 'b1', undefined)).id).toBe('two')
  })

  it('is none that left no console', async () => {
    await expect(chooseRun(newestFirst([run('one', 'a', failed, null)]).pages, 'b1', undefined)).rejects.toThrow(
      CliError,
    )
  })

  it('that does not exist is named in the error', async () => {
    const { pages } = newestFirst(runs)
    await expect(chooseRun(pages, 'b1', 'ffff')).rejects.toThrow('no run of this bisection is called ffff')
  })

  it('is found without reading the runs before it', async () => {
    const { pages, read } = newestFirst(runs)
    await chooseRun(pages, 'b1', undefined)
    expect(read).toEqual(['four', 'three', 'two'])
  })
})
