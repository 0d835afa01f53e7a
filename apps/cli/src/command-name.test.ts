import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandName, nameBisection, nameCommands } from './command-name.ts'

describe('the name of the command', () => {
  let directory: string
  let program: string
  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'kbisect-name-')))
    program = join(directory, 'check out/bin/kbisect.js')
    mkdirSync(dirname(program), { recursive: true })
    writeFileSync(program, '')
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  test('is kbisect where a link in PATH leads to this program', () => {
    symlinkSync(program, join(directory, 'kbisect'))
    expect(commandName([join(directory, 'kbisect')], program)).toBe('kbisect')
  })

  test('is the quoted path where PATH has none, or the first one is another program', () => {
    expect(commandName([], program)).toBe(`'${program}'`)
    symlinkSync(program, join(directory, 'kbisect'))
    expect(commandName([process.execPath, join(directory, 'kbisect')], program)).toBe(`'${program}'`)
  })

  test('is the path where only npx has put it into PATH', () => {
    const npx = join(directory, 'node_modules/.bin')
    mkdirSync(npx, { recursive: true })
    symlinkSync(program, join(npx, 'kbisect'))
    expect(commandName([join(npx, 'kbisect')], program)).toBe(`'${program}'`)
  })
})

test('commands in a text get the name that the shell finds, other uses of the word stay', () => {
  const named = nameCommands('/opt/k/kbisect.js', ['watch', 'doctor'])
  expect(named('the kbisect watch: `kbisect watch x`, kbisect doctors, kbisect runs, a/kbisect watch')).toBe(
    'the /opt/k/kbisect.js watch: `/opt/k/kbisect.js watch x`, kbisect doctors, kbisect runs, a/kbisect watch',
  )
  expect(nameCommands('kbisect', ['watch'])('kbisect watch x')).toBe('kbisect watch x')
})

test('a hint about a bisection gets its id', () => {
  expect(nameBisection('use kbisect resume ID --repin; the ID is shown', 'abc')).toBe(
    'use kbisect resume abc --repin; the ID is shown',
  )
})
