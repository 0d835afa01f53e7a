import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CliError } from '../cli-error.ts'
import { configPath, readConfigFile } from './config-file.ts'

let directory = ''
let path = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-config-'))
  path = join(directory, 'config.toml')
})
afterEach(() => rmSync(directory, { recursive: true }))

const refusal = (text: string): CliError => {
  writeFileSync(path, text, { mode: 0o600 })
  try {
    readConfigFile(path)
  } catch (error) {
    if (error instanceof CliError) return error
  }
  throw new Error('it was not refused')
}

test('the file lies below XDG_CONFIG_HOME where that is absolute, else below ~/.config', () => {
  expect(configPath({ XDG_CONFIG_HOME: '/x' }, '/home/u')).toBe('/x/kbisect/config.toml')
  expect(configPath({ XDG_CONFIG_HOME: 'x' }, '/home/u')).toBe('/home/u/.config/kbisect/config.toml')
  expect(configPath({}, '/home/u')).toBe('/home/u/.config/kbisect/config.toml')
})

test('a file that is not there holds nothing', () => {
  expect(readConfigFile(path)).toEqual({ path, text: '', default: undefined, instances: new Map() })
})

test('instances are read with URL and token', () => {
  const token = 'kb_0123456789abcdef'
  writeFileSync(
    path,
    `default = "work"\n[instances.work]\nurl = "https://w.example/"\ntoken = "${token}"\n[instances.open]\nurl = "http://o.example"\n`,
    { mode: 0o600 },
  )
  const { default: standard, instances } = readConfigFile(path)
  expect(standard).toBe('work')
  expect([...instances.values()]).toEqual([
    { name: 'work', url: 'https://w.example', token },
    { name: 'open', url: 'http://o.example', token: undefined },
  ])
})

test.each([0o640, 0o604, 0o620, 0o644])('a file of mode %o is refused with the command that corrects it', (mode) => {
  writeFileSync(path, 'default = "local"\n')
  chmodSync(path, mode)
  expect(() => readConfigFile(path)).toThrow(`${path} has mode 0${mode.toString(8)}`)
  try {
    readConfigFile(path)
  } catch (error) {
    expect(error).toMatchObject({ hint: `chmod 600 ${path}` })
  }
  chmodSync(path, 0o600)
  expect(readConfigFile(path).default).toBe('local')
})

const work = '[instances.work]\nurl = "https://w.example"\n'

test.each([
  [`${work}token = "s3cret-0123456789\n`, '3:27: control characters are not allowed in strings', 'TOML'],
  [`${work}token = s3cret\n`, '3:9: invalid value', 'TOML'],
  ['default = "work"\n', '1: default is "work", and there is no such instance', 'kbisect instance add'],
  [`# here\n${work}tokn = "s3cret"\n`, '4: instances.work.tokn is no field of an instance', 'use url and token'],
  [`${work}token = "s3cret"\n`, '3: instances.work.token is no token (not shown)', 'kbisect instance add work URL'],
  ['[instances.work]\ntoken = "s3cret-0123456789"\n', '1: instances.work.url is missing', 'https://'],
  ['[instances.work]\nurl = "ftp://x"\n', '2: instances.work.url is "ftp://x", expected http', 'https://'],
  ['[instances.work]\nurl = "https://s3cret@x"\n', '2: instances.work.url holds a user or a password', 'https://'],
  ['[instances.local]\nurl = "https://x"\n', '1: instances.local is the name of the service of this machine', 'name'],
  ['instances = 3\n', '1: instances is no table', '[instances.NAME]'],
  ['defualt = "work"\n', '1: defualt is no field of this file', 'default'],
])('the error for %j has file, line and field, a hint, and no secret', (text, message, hint) => {
  const { message: said, hint: advice = '' } = refusal(text)
  expect(said).toContain(`${path}:${message}`)
  expect(advice).toContain(hint)
  expect(`${said}${advice}`).not.toContain('s3cret')
})
