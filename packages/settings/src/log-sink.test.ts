import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogSink, lostLogLines } from './log-sink.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-sink-'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('a log on a full disk loses its lines, counts them, and throws nothing', () => {
  const before = lostLogLines()
  const sink = new LogSink('/dev/full')
  for (let count = 0; count < 3; count++) sink.write('{"msg":"lost"}\n')
  sink.close()
  expect(lostLogLines() - before).toBe(3)
})

test('a log to a closed descriptor throws nothing', () => {
  const descriptor = openSync(join(root, 'file'), 'w')
  closeSync(descriptor)
  const before = lostLogLines()
  new LogSink(descriptor).write('{"msg":"lost"}\n')
  expect(lostLogLines() - before).toBe(1)
})

test('a log to a pipe without a reader throws nothing', () => {
  const fifo = join(root, 'fifo')
  execFileSync('mkfifo', [fifo])
  const reader = openSync(fifo, 'r+')
  const writer = openSync(fifo, 'w')
  closeSync(reader)
  const before = lostLogLines()
  new LogSink(writer).write('{"msg":"lost"}\n')
  closeSync(writer)
  expect(lostLogLines() - before).toBe(1)
})

test('a log that can be written again says how many lines are missing', () => {
  const directory = join(root, 'logs')
  // A file where the directory should be stands for a disk that takes none.
  writeFileSync(directory, '')
  const sink = new LogSink(join(directory, 'api.log'))
  sink.write('{"msg":"first"}\n')
  sink.write('{"msg":"second"}\n')
  rmSync(directory)
  mkdirSync(directory)
  sink.write('{"msg":"third"}\n')
  sink.write('{"msg":"fourth"}\n')
  sink.close()
  const lines = readFileSync(join(directory, 'api.log'), 'utf8').trimEnd().split('\n')
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { msg: 'log lines were lost', lostLines: 2, level: 'warn' },
    { msg: 'third' },
    { msg: 'fourth' },
  ])
})
