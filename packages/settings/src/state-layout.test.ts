import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareState, stateLayout } from './state-layout.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-layout-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const prepare = (stateDir: string) => prepareState(stateLayout({ stateDir, ccacheDir: join(stateDir, 'ccache') }))

test('the directories are made with those above them, and a second time nothing is wrong', () => {
  const stateDir = join(directory, 'a/b/state')
  prepare(stateDir)
  prepare(stateDir)
  expect(existsSync(join(stateDir, 'mirrors'))).toBe(true)
})

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8)
const OURS = ['.', 'mirrors', 'worktrees', 'builds', 'artifacts', 'ccache', 'logs', 'live-logs', 'run', 'lab']

test('a new state is closed to other accounts, whatever the mask', () => {
  const before = process.umask(0)
  const stateDir = join(directory, 'state')
  prepare(stateDir)
  process.umask(before)
  expect(OURS.map((name) => modeOf(join(stateDir, name)))).toEqual(OURS.map(() => '700'))
})

test('the modes of an older state are repaired', () => {
  const stateDir = join(directory, 'state')
  prepare(stateDir)
  for (const [at, name] of OURS.entries()) chmodSync(join(stateDir, name), at % 2 === 0 ? 0o711 : 0o2775)
  prepare(stateDir)
  expect(OURS.map((name) => modeOf(join(stateDir, name)))).toEqual(OURS.map(() => '700'))
})

test.runIf(process.getuid?.() === 0)(
  'the group of the account that Postgres runs as may pass the state, and no one else',
  () => {
    const stateDir = join(directory, 'state')
    mkdirSync(join(stateDir, 'postgres'), { recursive: true, mode: 0o700 })
    chmodSync(stateDir, 0o755)
    chownSync(join(stateDir, 'postgres'), 12_345, 12_346)
    prepare(stateDir)
    expect(modeOf(stateDir)).toBe('710')
    expect(statSync(stateDir)).toMatchObject({ uid: 0, gid: 12_346 })
    expect(modeOf(join(stateDir, 'builds'))).toBe('700')
    // Postgres is root's again, as when the database was moved elsewhere and made anew.
    chownSync(join(stateDir, 'postgres'), 0, 0)
    prepare(stateDir)
    expect(modeOf(stateDir)).toBe('700')
  },
)

test('a file in the way is named, with a hint', () => {
  writeFileSync(join(directory, 'file'), '')
  expect(() => prepare(join(directory, 'file/state'))).toThrow(
    expect.objectContaining({ code: 'state-unwritable', hint: expect.stringContaining('KBISECT_STATE_DIR') }),
  )
})

test('a place where nothing can be made is refused at once', () => {
  expect(() => prepare('/proc/kbisect/state')).toThrow(expect.objectContaining({ code: 'state-unwritable' }))
})
