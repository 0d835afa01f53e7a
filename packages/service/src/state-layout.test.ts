import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

test('a file in the way is named, with a cure', () => {
  writeFileSync(join(directory, 'file'), '')
  expect(() => prepare(join(directory, 'file/state'))).toThrow(
    expect.objectContaining({ code: 'state-unwritable', cure: expect.stringContaining('KBISECT_STATE_DIR') }),
  )
})

test('a place where nothing can be made is refused at once', () => {
  expect(() => prepare('/proc/kbisect/state')).toThrow(expect.objectContaining({ code: 'state-unwritable' }))
})
