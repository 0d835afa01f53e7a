import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { readProcessSettings, settingsEnvironment } from './process-settings.ts'
import { readSettings } from './settings.ts'
import { readSettingsFiles } from './settings-files.ts'

let root: string
let state: string
let checkoutFile: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-files-'))
  state = join(root, 'state')
  checkoutFile = join(root, 'checkout.env')
  mkdirSync(state)
})
afterEach(() => rmSync(root, { recursive: true }))

const variablesOf = (environment: Record<string, string>) =>
  readSettingsFiles(environment, checkoutFile).map(({ variables }) => variables)

test('the settings of a process never come from the file of its working directory', () => {
  const before = { directory: process.cwd(), env: process.env }
  onTestFinished(() => {
    process.chdir(before.directory)
    process.env = before.env
  })
  const foreign = join(root, 'shop')
  mkdirSync(foreign)
  writeFileSync(join(foreign, '.env'), 'DATABASE_URL=postgresql://shop@127.0.0.1/shop\nKBISECT_KVM=off\n')
  process.chdir(foreign)
  process.env = { KBISECT_STATE_DIR: state }
  expect(readProcessSettings()).toMatchObject({ databaseUrl: undefined, kvm: 'auto', stateDir: state })
  expect(process.env).toEqual({ KBISECT_STATE_DIR: state })
})

test('the settings of a process come from the file of the state directory, and the environment wins', () => {
  const before = process.env
  onTestFinished(() => {
    process.env = before
  })
  writeFileSync(join(state, '.env'), 'KBISECT_PORT=9000\nKBISECT_KVM=off\nDATABASE_URL=postgresql://db/k\n')
  process.env = { KBISECT_STATE_DIR: state, KBISECT_PORT: '9001', DATABASE_URL: '' }
  expect(readProcessSettings()).toMatchObject({ port: 9001, kvm: 'off', databaseUrl: undefined })
})

test('the file of the state directory wins over the file of the checkout, which may name that directory', () => {
  writeFileSync(checkoutFile, `KBISECT_STATE_DIR=${state}\nKBISECT_PORT=1\n`)
  writeFileSync(join(state, '.env'), 'KBISECT_PORT=2\n')
  expect(variablesOf({})).toEqual([{ KBISECT_PORT: '2' }, { KBISECT_STATE_DIR: state, KBISECT_PORT: '1' }])
  expect(variablesOf({ KBISECT_STATE_DIR: join(root, 'other') })).toEqual([
    { KBISECT_STATE_DIR: state, KBISECT_PORT: '1' },
  ])
})

test('no settings file is needed', () => {
  expect(variablesOf({ KBISECT_STATE_DIR: join(root, 'absent') })).toEqual([])
})

test('a settings file that cannot be read, or names another state directory, is refused by its path', () => {
  mkdirSync(checkoutFile)
  expect(() => variablesOf({ KBISECT_STATE_DIR: state })).toThrow(`cannot read the settings file ${checkoutFile}`)
  rmSync(checkoutFile, { recursive: true })
  writeFileSync(join(state, '.env'), 'KBISECT_STATE_DIR=/elsewhere\n')
  chmodSync(join(state, '.env'), 0o600)
  expect(() => variablesOf({ KBISECT_STATE_DIR: state })).toThrow(
    `${join(state, '.env')} sets KBISECT_STATE_DIR to "/elsewhere"`,
  )
})

test('a setting that is not set is passed to children as empty, so that no file sets it there', () => {
  const given = settingsEnvironment(readSettings({ KBISECT_STATE_DIR: state }), ['api'])
  expect(given).toMatchObject({ DATABASE_URL: '', KBISECT_PUBLIC_URL: '' })
})
