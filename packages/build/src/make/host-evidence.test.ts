import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type HostEvidence,
  hostAgrees,
  namesInstalledProgram,
  readLoad,
  readOomKills,
  readRoom,
  tryWriting,
} from './host-evidence.ts'

const WELL: HostEvidence = {
  diskRoom: 40,
  memoryShare: 0.7,
  oomKills: 0,
  taskShare: 0.01,
  openFileShare: 0.01,
  refused: [],
}

test.each(['disk-full', 'compiler-killed', 'out-of-memory', 'disk-broken', 'disk-read-only'])(
  'a host that is well agrees with no claim of %s',
  (code) => expect(hostAgrees(code, WELL)).toBe(false),
)

test.each<[string, Partial<HostEvidence>]>([
  ['disk-full', { diskRoom: 0.5 }],
  ['disk-full', { refused: ['ENOSPC'] }],
  ['disk-full', { refused: ['EDQUOT'] }],
  ['compiler-killed', { oomKills: 1 }],
  ['compiler-killed', { memoryShare: 0.1 }],
  ['out-of-memory', { memoryShare: 0.1 }],
  ['out-of-memory', { taskShare: 0.9 }],
  ['out-of-memory', { openFileShare: 0.9 }],
  ['disk-broken', { refused: ['EIO'] }],
  ['disk-read-only', { refused: ['EROFS'] }],
])('a host agrees with a claim of %s when it shows %j', (code, shown) => {
  expect(hostAgrees(code, { ...WELL, ...shown })).toBe(true)
})

test('a host that does not count killed processes agrees that one was killed', () => {
  expect(hostAgrees('compiler-killed', { ...WELL, oomKills: undefined })).toBe(true)
})

test.each([
  ['/bin/sh: 1: make: not found', true],
  ['make[1]: perl: No such file or directory', true],
  ['bash: line 1: make: command not found', true],
  ['/bin/sh: 1: no-such-program: not found', false],
])('that %j names a program that is here is %s', (line, installed) => {
  expect(namesInstalledProgram(line)).toBe(installed)
})

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-evidence-'))
})
afterEach(() => {
  chmodSync(directory, 0o755)
  rmSync(directory, { recursive: true })
})

test('the room, the load and the killed processes of this host can be read', async () => {
  expect(await readRoom(directory)).toMatchObject({ room: expect.any(Number), freeBytes: expect.any(Number) })
  const load = await readLoad()
  for (const share of Object.values(load)) {
    expect(share).toBeGreaterThanOrEqual(0)
    expect(share).toBeLessThanOrEqual(1)
  }
  expect(await readOomKills()).toBeGreaterThanOrEqual(0)
})

test('a trial of writing leaves nothing behind, and says what the system said against it', async () => {
  expect(await tryWriting([directory])).toEqual([])
  expect(readdirSync(directory)).toEqual([])
  expect(await tryWriting([directory, '/proc'])).toEqual([expect.stringMatching(/^E[A-Z]+$/)])
})
