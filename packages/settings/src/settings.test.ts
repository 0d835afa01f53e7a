import { describe, expect, onTestFinished, test } from 'vitest'
import { readProcessSettings, settingsEnvironment } from './process-settings.ts'
import type { Part } from './setting-kinds.ts'
import { type Machine, readSettings, SettingsError } from './settings.ts'

const machine: Machine = { uid: 1000, home: '/home/kim', cores: 6, hostname: 'box' }

const mistakesOf = (env: Record<string, string>) => {
  try {
    readSettings(env, { machine })
  } catch (error) {
    if (error instanceof SettingsError) return error
  }
  throw new Error('these settings were accepted')
}

describe('defaults', () => {
  test('a user keeps state in the home directory, or where XDG says', () => {
    expect(readSettings({}, { machine }).stateDir).toBe('/home/kim/.local/state/kbisect')
    expect(readSettings({ XDG_STATE_HOME: '/data' }, { machine }).stateDir).toBe('/data/kbisect')
    expect(readSettings({ XDG_STATE_HOME: 'relative' }, { machine }).stateDir).toBe('/home/kim/.local/state/kbisect')
  })

  test('root keeps state in /var/lib', () => {
    expect(readSettings({}, { machine: { ...machine, uid: 0 } }).stateDir).toBe('/var/lib/kbisect')
  })

  test('cores, host name and cache follow the machine and the state directory', () => {
    const settings = readSettings({ KBISECT_STATE_DIR: '/s' }, { machine })
    expect(settings).toMatchObject({ buildJobs: 6, workerName: 'box', ccacheDir: '/s/ccache', port: 8470 })
  })

  test('local paths may be fetched by the private service, not by one that others share', () => {
    expect(readSettings({}, { machine }).gitProtocols).toContain('file')
    expect(readSettings({ DATABASE_URL: 'postgresql://db/k' }, { machine }).gitProtocols).not.toContain('file')
  })

  test('an empty value counts as not set', () => {
    expect(readSettings({ KBISECT_PORT: '', REDIS_URL: '' }, { machine })).toEqual(readSettings({}, { machine }))
  })
})

describe('mistakes', () => {
  test('the error lists all of them at once, each with its name, value and hint', () => {
    const { mistakes } = mistakesOf({ KBISECT_PORT: '70000', KBISECT_SANDBOX: 'maybe', KBISECT_STATE_DIR: 'here' })
    expect(mistakes.map(({ name }) => name).sort()).toEqual(['KBISECT_PORT', 'KBISECT_SANDBOX', 'KBISECT_STATE_DIR'])
    expect(mistakes.find(({ name }) => name === 'KBISECT_PORT')).toEqual({
      name: 'KBISECT_PORT',
      problem: 'is "70000", expected a whole number from 0 to 65535',
      hint: 'set it, for example to 8470, or leave it out',
    })
  })

  test('an unknown name is a mistake, and a near miss is recognised', () => {
    const { mistakes } = mistakesOf({ KBISECT_BUILDJOBS: '4', KBISECT_COLOUR: 'red' })
    expect(mistakes.map(({ hint }) => hint)).toEqual([
      'did you mean KBISECT_BUILD_JOBS?',
      'remove it; .env.example lists what there is',
    ])
  })

  test.each([
    ['KBISECT_PORT', '8470abc'],
    ['KBISECT_PORT', '1e3'],
    ['KBISECT_PORT', '-1'],
    ['KBISECT_HOST', 'a host'],
    ['KBISECT_TOKEN', 'short'],
    ['KBISECT_SECRETS_KEY', 'a'.repeat(63)],
    ['KBISECT_SECRETS_KEY', `${'a'.repeat(64)},short`],
    ['KBISECT_TRUST_PROXY', '0'],
    ['KBISECT_TRUST_PROXY', '1,10.0.0.0/8'],
    ['KBISECT_TRUST_PROXY', 'true'],
    ['KBISECT_BUILD_JOBS', '0'],
    ['KBISECT_BUILD_JOBS', '2.5'],
    ['KBISECT_WORKER_ROLES', 'build,boot,build'],
    ['KBISECT_WORKER_ROLES', ','],
    ['KBISECT_GIT_PROTOCOLS', 'https,ext'],
    ['KBISECT_CCACHE_SIZE', '10'],
    ['KBISECT_PUBLIC_URL', 'ftp://example.org'],
    ['KBISECT_PUBLIC_URL', 'example.org'],
    ['REDIS_URL', 'http://queue'],
    ['KBISECT_WEBHOOK_ALLOW_CIDRS', '10.0.0.0/8,10.0.0.0/33'],
    ['KBISECT_WEBHOOK_ALLOW_CIDRS', '10.0.0.1'],
  ])('%s cannot be %s', (name, value) => {
    expect(mistakesOf({ [name]: value }).mistakes.map((mistake) => mistake.name)).toEqual([name])
  })

  test('secrets do not show in messages', () => {
    const { message } = mistakesOf({ DATABASE_URL: 'mysql://u:hunter2@db/x', KBISECT_TOKEN: 'hunter2' })
    expect(message).not.toContain('hunter2')
  })
})

test('a list may have spaces around its commas', () => {
  expect(readSettings({ KBISECT_WORKER_ROLES: 'build , boot' }, { machine }).workerRoles).toEqual(['build', 'boot'])
})

test('the settings cannot be changed', () => {
  expect(Object.isFrozen(readSettings({}))).toBe(true)
  expect(Object.isFrozen(readSettings({}).workerRoles)).toBe(true)
})

test('a process of the service is given the settings of its parts alone', () => {
  const settings = readSettings({
    DATABASE_URL: 'postgresql://u:p@db/k',
    KBISECT_TOKEN: 'x'.repeat(20),
    KBISECT_SECRETS_KEY: 'a'.repeat(64),
    KBISECT_SMTP_URL: 'smtp://u:p@mail.example.org',
  })
  const secrets = ['KBISECT_TOKEN', 'KBISECT_SECRETS_KEY', 'KBISECT_SMTP_URL']
  const given = (...parts: Part[]) => Object.keys(settingsEnvironment(settings, parts))
  expect(given('build', 'boot')).toEqual(expect.arrayContaining(['DATABASE_URL', 'KBISECT_SANDBOX']))
  expect(given('build', 'boot').filter((name) => secrets.includes(name))).toEqual([])
  expect(given('coordinator').filter((name) => secrets.includes(name))).toEqual([
    'KBISECT_SECRETS_KEY',
    'KBISECT_SMTP_URL',
  ])
  expect(given('api')).toEqual(expect.arrayContaining(['KBISECT_TOKEN', 'KBISECT_SECRETS_KEY']))
  expect(given('api')).not.toContain('KBISECT_MAIL_TO')
})

test('a process that boots removes what it does not need from its environment, proxies in lower case too', () => {
  const before = process.env
  onTestFinished(() => {
    process.env = before
  })
  process.env = {
    PATH: '/bin',
    https_proxy: 'http://u:p@proxy:3128',
    KBISECT_TOKEN: 'x'.repeat(20),
    KBISECT_KVM: 'off',
  }
  const settings = readProcessSettings(() => ['boot'])
  expect(process.env).toEqual({ PATH: '/bin', KBISECT_KVM: 'off' })
  expect(settings).toMatchObject({ kvm: 'off', token: undefined, gitEnvironment: {} })
})

test('a child that reads our environment for it has the same settings', () => {
  const settings = readSettings({
    DATABASE_URL: 'postgresql://u:p@db/k',
    KBISECT_TOKEN: 'x'.repeat(20),
    KBISECT_SECRETS_KEY: `${'a'.repeat(64)},${'b'.repeat(64)}`,
    KBISECT_WEBHOOK_ALLOW_CIDRS: '10.0.0.0/8',
    KBISECT_PUBLIC_URL: 'https://example.org/',
    KBISECT_DASHBOARD_DIR: '/d',
    KBISECT_URL: 'http://127.0.0.1:1',
    KBISECT_GIT_ALLOW_CIDRS: '10.0.0.0/8,fd00::/8',
    HTTPS_PROXY: 'http://u:p@proxy:3128',
    http_proxy: 'proxy:3128',
    NO_PROXY: 'localhost,.internal',
    SSL_CERT_FILE: '/etc/company.pem',
    SSH_AUTH_SOCK: '/run/agent',
  })
  expect(readSettings(settingsEnvironment(settings))).toEqual(settings)
})

test('git is given proxies, certificates and the agent of ssh under the names that it reads', () => {
  const environment = { HTTPS_PROXY: 'http://a:1', http_proxy: 'http://b:2', no_proxy: 'c', SSL_CERT_FILE: '/d' }
  expect(readSettings(environment).gitEnvironment).toEqual({
    https_proxy: 'http://a:1',
    http_proxy: 'http://b:2',
    no_proxy: 'c',
    GIT_SSL_CAINFO: '/d',
  })
  const named = readSettings({ ...environment, GIT_SSL_CAINFO: '/e', SSH_AUTH_SOCK: '/f', GIT_SSH_COMMAND: 'evil' })
  expect(named.gitEnvironment).toMatchObject({ GIT_SSL_CAINFO: '/e', SSH_AUTH_SOCK: '/f' })
  expect(named.gitEnvironment).not.toHaveProperty('GIT_SSH_COMMAND')
})
