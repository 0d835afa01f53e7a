import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProgressTracker, readProgress, secondsLeft, shareProgress } from './fetch-progress.ts'
import { openMirror } from './index.ts'
import { progressReader, type StageProgress } from './progress.ts'
import { SourceRepository } from './source-repository.fixture.ts'

let root: string
let file: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-progress-'))
  file = join(root, 'progress.json')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

test('the lines of git are read with percent, bytes and speed, however they are cut', () => {
  const text =
    'remote: Counting objects:  50% (1/2)\rReceiving objects:  45% (9/20), 1.50 GiB | 2.00 MiB/s\rfatal: no\nResolving deltas: 100% (3/3), done.\n'
  const expected = [
    { stage: 'Counting objects', percent: 50 },
    { stage: 'Receiving objects', percent: 45, bytes: 1.5 * 2 ** 30, bytesPerSecond: 2 * 2 ** 20 },
    { stage: 'Resolving deltas', percent: 100 },
  ]
  for (let at = 0; at < text.length; at++) {
    const seen: StageProgress[] = []
    const read = progressReader((progress) => seen.push(progress))
    read(Buffer.from(text.slice(0, at)))
    read(Buffer.from(text.slice(at)))
    expect(seen).toEqual(expected)
  }
})

test('a line of a server that never ends is not kept', () => {
  const seen: StageProgress[] = []
  const read = progressReader((progress) => seen.push(progress))
  for (let piece = 0; piece < 100; piece++) read(Buffer.alloc(1 << 16, 'x'))
  read(Buffer.from('\rCounting objects: 1% (1/100)\r'))
  expect(seen).toEqual([{ stage: 'Counting objects', percent: 1 }])
})

test('the time that is left follows from the share that is done and the time that it took', () => {
  expect(secondsLeft(25, 60)).toBe(180)
  expect(secondsLeft(100, 60)).toBe(0)
  expect(secondsLeft(1, 60)).toBeNull()
  expect(secondsLeft(50, 1)).toBeNull()
})

test('each stage counts its own time', () => {
  let now = 0
  const tracker = new ProgressTracker(() => now)
  expect(tracker.progress()).toMatchObject({ stage: 'Waiting for its turn', percent: null, secondsLeft: null })
  now = 100_000
  tracker.take({ stage: 'Receiving objects', percent: 0, bytes: 0 })
  now = 160_000
  tracker.take({ stage: 'Receiving objects', percent: 25, bytes: 100, bytesPerSecond: 5 })
  expect(tracker.progress()).toEqual({
    stage: 'Receiving objects',
    percent: 25,
    bytes: 100,
    bytesPerSecond: 5,
    secondsLeft: 180,
  })
  tracker.take({ stage: 'Resolving deltas', percent: 3 })
  expect(tracker.progress()).toMatchObject({ stage: 'Resolving deltas', bytes: null, secondsLeft: null })
})

test('other processes read how far work is while it lasts, and nothing after it, failed or not', async () => {
  const seen = await shareProgress(file, async (tracker) => {
    tracker.begin('Connecting')
    let read = await readProgress(file)
    // The first writing is under way.
    while (read === undefined) read = await readProgress(file)
    return read
  })
  expect(seen).toMatchObject({ percent: null, bytes: null })
  expect(await readProgress(file)).toBeUndefined()
  await expect(shareProgress(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(readdirSync(root)).toEqual([])
})

test('what a killed fetch left says nothing', async () => {
  writeFileSync(file, JSON.stringify(new ProgressTracker().progress()))
  expect(await readProgress(file)).toMatchObject({ stage: 'Waiting for its turn' })
  const old = new Date(Date.now() - 60_000)
  utimesSync(file, old, old)
  expect(await readProgress(file)).toBeUndefined()
})

test('a fetch shows its progress to another process, and leaves nothing', async () => {
  const source = new SourceRepository(join(root, 'source'))
  source.commit('first', { a: '1' })
  source.git('clone', '-q', '--shared', source.directory, join(root, 'shared'))
  const open = () =>
    openMirror(
      { mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] },
      { name: 'tree', url: join(root, 'shared') },
    )
  expect(await open().fetchProgress()).toBeUndefined()
  let seen: Promise<unknown> | undefined
  await open().fetch({
    onProgress: () => {
      seen ??= open().fetchProgress()
    },
  })
  expect(await seen).toMatchObject({ stage: expect.any(String) })
  expect(await open().fetchProgress()).toBeUndefined()
  expect(existsSync(join(root, 'mirrors/tree.progress.json'))).toBe(false)
})
