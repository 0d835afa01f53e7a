import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linkCommand } from './link-command.mjs'

let home: string
let program: string
let personal: string

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'kbisect-link-')))
  program = makeProgram("a checkout, O'Brien")
  personal = join(home, '.local/bin')
})
afterEach(() => rmSync(home, { recursive: true }))

function makeProgram(checkout: string): string {
  const file = join(home, checkout, 'apps/cli/bin/kbisect.js')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '#!/bin/sh\necho "kbisect of $0"\n', { mode: 0o755 })
  return file
}
const link = (path = `/nowhere:${personal}`) => linkCommand({ path, home, isRoot: false, program })

test('the command is linked into a personal directory of PATH, which is made where it is missing', () => {
  expect(link()).toBe(`linked ${personal}/kbisect`)
  expect(readlinkSync(join(personal, 'kbisect'))).toBe(program)
  expect(
    execFileSync('sh', ['-c', 'kbisect'], { env: { PATH: `${personal}:/usr/bin:/bin` }, encoding: 'utf8' }),
  ).toContain('kbisect of')
  expect(link()).toBe(`${personal}/kbisect is there`)
})

test('the manual page is linked where man finds it, and that of another program is left', () => {
  const page = join(dirname(program), '../man/kbisect.1')
  mkdirSync(dirname(page))
  writeFileSync(page, '.TH KBISECT 1\n')
  const linked = join(home, '.local/share/man/man1/kbisect.1')
  expect(link()).toBe(`linked ${personal}/kbisect, and man kbisect`)
  expect(readlinkSync(linked)).toBe(page)
  rmSync(linked)
  expect(link()).toBe(`${personal}/kbisect is there, and man kbisect`)
  expect(existsSync(linked)).toBe(true)
  rmSync(linked)
  writeFileSync(linked, 'theirs')
  expect(link()).toBe(`${personal}/kbisect is there`)
  expect(readFileSync(linked, 'utf8')).toBe('theirs')
})

test('a home directory itself gets no directory share', () => {
  mkdirSync(join(dirname(program), '../man'))
  writeFileSync(join(dirname(program), '../man/kbisect.1'), '')
  expect(link(join(home, 'bin'))).toBe(`linked ${home}/bin/kbisect`)
  expect(existsSync(join(home, 'share'))).toBe(false)
})

test('the directories of npm scripts are never taken', () => {
  const scripts = join(home, 'node_modules/.bin')
  mkdirSync(scripts, { recursive: true })
  symlinkSync(program, join(scripts, 'kbisect'))
  expect(link(`${scripts}:${personal}`)).toBe(`linked ${personal}/kbisect`)
})

test('another program of this name is left, and the path to call is named', () => {
  mkdirSync(personal, { recursive: true })
  writeFileSync(join(personal, 'kbisect'), 'theirs')
  expect(link()).toContain(`${personal}/kbisect is another program and was left`)
})

test('the command of another checkout is left, and a command changes it', () => {
  mkdirSync(personal, { recursive: true })
  symlinkSync(makeProgram('old'), join(personal, 'kbisect'))
  const said = link()
  expect(said).toContain(`of another checkout, ${join(home, 'old')};`)
  execFileSync('sh', ['-c', said.slice(said.indexOf('ln -sf'))])
  expect(readlinkSync(join(personal, 'kbisect'))).toBe(program)
})

test('a link to a checkout that was removed is replaced', () => {
  mkdirSync(personal, { recursive: true })
  symlinkSync('/nowhere/apps/cli/bin/kbisect.js', join(personal, 'kbisect'))
  expect(link()).toBe(`linked ${personal}/kbisect`)
  expect(readlinkSync(join(personal, 'kbisect'))).toBe(program)
})

test('without a directory that can be written the step says what to do, in commands that work', () => {
  const said = link('/nowhere:/usr/bin:/bin')
  expect(said).toContain('not linked')
  expect(existsSync(personal)).toBe(false)
  const [command = '', path = ''] = said.split('\n').filter((line) => line.startsWith('  '))
  const shell = ['-c', `PATH=/usr/bin:/bin\n${command}\n${path}\nkbisect`]
  expect(execFileSync('sh', shell, { encoding: 'utf8' })).toContain('kbisect of')
})
