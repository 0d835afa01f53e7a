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

const runs = [run('one', 'a', failed), run('two', 'c', failed), run('three', 'b', passed), run('four', 'c', passed)]

describe('the run whose console is printed', () => {
  it.each([
    [undefined, 'two'],
    ['three', 'three'],
    ['four', 'four'],
    ['aaaaaaaa', 'one'],
    ['bbbb', 'three'],
    // Other targets of the scope may have booted it later, and passed.
    ['cccccccc', 'two'],
  ])('asked for %s is %s', (wanted, id) => {
    expect(chooseRun(runs, wanted).id).toBe(id)
  })

  it('is the last one when none failed', () => {
    expect(chooseRun([run('one', 'a', passed), run('two', 'b', passed)], undefined).id).toBe('two')
  })

  it('is none that left no console', () => {
    expect(() => chooseRun([run('one', 'a', failed, null)], undefined)).toThrow(CliError)
  })

  it('that is not there is told by what was asked for', () => {
    expect(() => chooseRun(runs, 'ffff')).toThrow('no run of this bisection is called ffff')
  })
})
