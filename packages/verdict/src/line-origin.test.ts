import { expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import type { BootEnding, RunResult } from './terms.ts'

const NONCE = 'n0nce-1234'

/** Lines as a kernel stamps them, a tenth of a second apart. */
const stamped = (from: number, ...lines: string[]) =>
  lines.map((line, index) => `[${(from + index / 10).toFixed(6).padStart(12)}] ${line}\r\n`).join('')

const BOOT = stamped(0, 'Linux version 6.1.0', 'Memory: 64M', 'Zone ranges:', 'Run /init as init process')
const READY = `\nkbisect:${NONCE}:ready\n`
const exit = (status: number) => `\nkbisect:${NONCE}:exit:${status}\n\nkbisect:${NONCE}:exit:${status}\n`
const CRASH = [
  'Unable to handle kernel paging request at virtual address ffff00000fdff000',
  'pc : old_bug+0x10/0x20',
  'Kernel panic - not syncing: Oops: Fatal exception',
]

function read(text: string, ending: BootEnding = 'exited', kind: 'boot' | 'script' = 'script'): RunResult {
  const reader = new ConsoleReader({ nonce: NONCE, test: { kind } })
  reader.push(text)
  return reader.conclude(ending)
}

const script = (...pieces: string[]) => BOOT + stamped(20, 'last line before the test') + READY + pieces.join('')

test('an old log that a test prints is no failure, whatever it tells', () => {
  expect(read(script(stamped(0, 'Linux version 5.10', ...CRASH), exit(0)))).toEqual({ kind: 'passed' })
  expect(read(script(stamped(0, 'Linux version 5.10', ...CRASH), exit(3)))).toMatchObject({
    signature: { kind: 'test-failed' },
  })
})

test('an old log that tells of later times than ours is no failure when the test goes on', () => {
  const old = stamped(19, 'before', ...Array.from({ length: 20 }, () => 'words'), ...CRASH)
  expect(read(script(old, exit(0)))).toEqual({ kind: 'passed' })
})

test('the tail of an old log is none either, as it starts with a leap or a heading of what is kept', () => {
  expect(read(script(stamped(100, ...CRASH), exit(0)))).toEqual({ kind: 'passed' })
  expect(read(script('Panic#1 Part1\n', stamped(21, ...CRASH), exit(0)))).toEqual({ kind: 'passed' })
})

test('where nothing follows, what looked like an old log was the kernel', () => {
  expect(read(script(stamped(100, ...CRASH)))).toMatchObject({ signature: { function: 'old_bug' }, stage: 'test' })
})

test("a print of the kernel's own log hides no crash that follows", () => {
  const own = BOOT + stamped(20, 'last line before the test')
  const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'script' } })
  expect(reader.push(script(own))).toBe('testing')
  expect(reader.push(stamped(20.5, ...CRASH))).toBe('answered')
})

test('a stamped kernel does not warn without a stamp', () => {
  const words = 'BUG: kernel NULL pointer dereference, address: 0\nWARNING: CPU: 0 PID: 1 at mm/cma.c:1 f+0x1/0x2\n'
  expect(read(script(words, exit(0)))).toEqual({ kind: 'passed' })
})

test('an unstamped kernel is believed when it says no more, and when it only oopsed', () => {
  const unstamped = `Linux version 6.1.0\nRun /init as init process\n${READY}`
  const [oops = '', where = '', panic = ''] = CRASH
  expect(read(`${unstamped}${oops}\n${where}\n${panic}\n`)).toMatchObject({ signature: { function: 'old_bug' } })
  expect(read(`${unstamped}${oops}\n${where}\n${exit(0)}`)).toMatchObject({ signature: { function: 'old_bug' } })
  expect(read(`${unstamped}${oops}\n${where}\n${panic}\n${exit(0)}`)).toEqual({ kind: 'passed' })
})

test('another processor may have stamped its line a moment earlier', () => {
  expect(read(script(stamped(19.95, ...CRASH)))).toMatchObject({ signature: { function: 'old_bug' } })
})

test('a second console that repeats the log is the kernel all the same', () => {
  expect(read(BOOT.slice(0, 90) + stamped(0, 'Linux version 6.1.0', ...CRASH), 'exited', 'boot')).toMatchObject({
    signature: { function: 'old_bug' },
  })
})

test('a stored log that user space prints is no failure, on a kernel without times neither', () => {
  const stored = CRASH.map((line) => `Mar 01 10:00:00 host kernel: ${line}\n`).join('')
  const booted = 'Linux version 6.1.0\nMemory: 64M\nRun /init as init process\n'
  expect(read(`${booted}${stored}${READY}${stored}${exit(0)}`)).toEqual({ kind: 'passed' })
  expect(read(script(stored, exit(0)))).toEqual({ kind: 'passed' })
})

test('a log that was stored from its first line on is the kernel, after init as well', () => {
  const lines = ['Linux version 6.1.0', 'Memory: 64M', 'Run /init as init process', ...CRASH]
  const stored = lines.map((line) => `Mar 01 10:00:00 host kernel: ${line}\n`).join('')
  expect(read(stored, 'exited', 'boot')).toMatchObject({ signature: { function: 'old_bug' } })
})
