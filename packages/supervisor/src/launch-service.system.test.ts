import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLogger, readSettings, type Settings, secretsKeys, serviceToken, sessionKey } from '@kbisect/settings'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startDetachedService, stopService } from './detached-service.ts'
import { launchService, type RunningService } from './launch-service.ts'
import { identify, processesIn, signalProcess, waitUntil } from './processes.ts'
import { findService } from './service-record.ts'

beforeAll(() => {
  execFileSync('npx', ['tsc', '-b', fileURLToPath(new URL('..', import.meta.url))], { stdio: 'inherit' })
})

const settingsModule = new URL('../../settings/dist/index.js', import.meta.url).href

// As small as an app can be that keeps the rules: settings from the environment, ends when it is
// told or its parent is gone.
const apiProgram = `
  import { createServer } from 'node:http'
  import { writeFileSync } from 'node:fs'
  const { readProcessSettings, shutdownSignal, stateLayout } = await import(${JSON.stringify(settingsModule)})
  const settings = readProcessSettings()
  writeFileSync(stateLayout(settings).run + '/api.pid', String(process.pid))
  const urls = JSON.stringify({ database: settings.databaseUrl, redis: settings.redisUrl })
  const server = createServer((request, response) => response.end(request.url === '/healthz' ? 'ok' : urls))
  server.listen(settings.port, settings.host)
  shutdownSignal().addEventListener('abort', () => process.exit(0))`

const workerProgram = `
  import { writeFileSync } from 'node:fs'
  const { readProcessSettings, shutdownSignal, stateLayout } = await import(${JSON.stringify(settingsModule)})
  const settings = readProcessSettings(({ workerRoles }) => workerRoles)
  const name = settings.workerRoles.includes('coordinator') ? 'coordinator' : 'worker'
  const { token, secretsKeys, mail: { smtpUrl }, workerRoles } = settings
  const held = JSON.stringify({ token, secretsKeys, smtpUrl, workerRoles, environment: process.env })
  writeFileSync(stateLayout(settings).run + '/' + name + '.json', held)
  writeFileSync(stateLayout(settings).run + '/' + name + '.pid', String(process.pid))
  const timer = setInterval(() => {}, 1000)
  shutdownSignal().addEventListener('abort', () => clearInterval(timer))`

let root = ''
let apps = { api: '', worker: '' }
let settings: Settings
let running: RunningService[] = []
const logger = createLogger({ name: 'test', level: 'silent' })

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-launch-'))
  apps = { api: join(root, 'api.mjs'), worker: join(root, 'worker.mjs') }
  writeFileSync(apps.api, apiProgram)
  writeFileSync(apps.worker, workerProgram)
  settings = readSettings({ KBISECT_STATE_DIR: join(root, 'state'), KBISECT_PORT: '0' })
})

afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()))
  running = []
  await stopService(settings)
  rmSync(root, { recursive: true, force: true })
})

const launch = async (overrides: Partial<Settings> = {}) => {
  const service = await launchService({ settings: { ...settings, ...overrides }, apps, logger, readySeconds: 30 })
  running.push(service)
  // The service is ready when the API is; what these tests look at is also the worker.
  const started = (name: string) => existsSync(join(root, 'state/run', `${name}.pid`))
  expect(await waitUntil(() => started('worker') && started('coordinator'), 20)).toBe(true)
  return service
}
const pidOf = (name: string) => Number(readFileSync(join(root, 'state/run', `${name}.pid`), 'utf8'))
const serverPids = () => [
  ...processesIn(join(root, 'state/postgres/data'), 'postgres'),
  ...processesIn(join(root, 'state/redis'), 'redis-server'),
]

test('starts the private servers again, where they were, when somebody kills them', async () => {
  const { record } = await launch()
  const urls = async () => (await (await fetch(`${record.url}/urls`)).json()) as { database: string; redis: string }
  const { database, redis } = await urls()
  const before = serverPids()
  for (const pid of before) signalProcess(pid, 'SIGKILL')
  const answers = async () => {
    const client = new pg.Client({ connectionString: database })
    const queue = new Redis(redis, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
    queue.on('error', () => {})
    try {
      await client.connect()
      await queue.connect()
      return (await client.query('SELECT 1')).rowCount === 1 && (await queue.ping()) === 'PONG'
    } catch {
      return false
    } finally {
      await client.end().catch(() => {})
      queue.disconnect()
    }
  }
  expect(await waitUntil(answers, 60)).toBe(true)
  expect(serverPids().filter((pid) => before.includes(pid))).toEqual([])
})

test('starts everything, is found, and leaves nothing when it stops', async () => {
  const service = await launch()
  const { record } = service
  expect(await findService(settings)).toEqual(record)
  const urls = (await (await fetch(record.url)).json()) as Record<string, string>
  expect(urls).toEqual({ database: expect.stringMatching(/^postgresql:/), redis: expect.stringMatching(/^redis:/) })
  const children = [pidOf('api'), pidOf('worker'), pidOf('coordinator')]
  await service.stop()
  expect(children.map(identify)).toEqual([undefined, undefined, undefined])
  expect(serverPids()).toEqual([])
  expect(await findService(settings)).toBeUndefined()
})

test('what builds and boots holds neither the token nor the keys nor the mail account', async () => {
  const secret = { token: 't'.repeat(24), key: 'a'.repeat(64), mail: 'smtp://user:password@mail.example.org' }
  // Children read the settings files as well.
  mkdirSync(join(root, 'state'))
  writeFileSync(join(root, 'state/.env'), `KBISECT_TOKEN=${secret.token}\n`)
  await launch({
    token: secret.token,
    secretsKeys: [secret.key],
    mail: { ...settings.mail, smtpUrl: secret.mail },
  })
  const held = (name: string) => readFileSync(join(root, 'state/run', `${name}.json`), 'utf8')
  const given = (name: string) => readFileSync(`/proc/${pidOf(name)}/environ`, 'utf8')
  expect(JSON.parse(held('worker'))).toMatchObject({ workerRoles: ['build', 'boot'], secretsKeys: [] })
  for (const text of [held('worker'), given('worker')]) {
    for (const value of Object.values(secret)) expect(text).not.toContain(value)
  }
  expect(JSON.parse(held('coordinator'))).toMatchObject({
    workerRoles: ['coordinator'],
    smtpUrl: secret.mail,
    secretsKeys: [secret.key],
  })
  for (const text of [held('coordinator'), given('coordinator')]) expect(text).not.toContain(secret.token)
  expect(given('api')).toContain(secret.token)
  expect(given('api')).toContain('KBISECT_SMTP_URL=smtp://mail.example.org')
  expect(given('api')).not.toContain('password')
})

test('a child that is killed comes back, the API at the same place', async () => {
  const { record } = await launch()
  const before = { api: pidOf('api'), worker: pidOf('worker') }
  for (const pid of Object.values(before)) signalProcess(pid, 'SIGKILL')
  expect(await waitUntil(() => pidOf('api') !== before.api && pidOf('worker') !== before.worker, 20)).toBe(true)
  expect(await waitUntil(async () => (await findService(settings))?.url === record.url, 20)).toBe(true)
})

test('a second service on the same state directory is refused', async () => {
  const { record } = await launch()
  await expect(launch()).rejects.toMatchObject({
    code: 'already-running',
    message: expect.stringContaining(record.url),
  })
  expect(await findService(settings)).toEqual(record)
})

test('a taken port is told before anything starts', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await waitUntil(() => other.listening, 5)
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await expect(launch({ port })).rejects.toMatchObject({
    code: 'port-taken',
    message: expect.stringContaining(String(port)),
  })
  expect(serverPids()).toEqual([])
  other.close()
})

test('an API that cannot start is told with the end of its log, and nothing is left running', async () => {
  writeFileSync(apps.api, "throw new Error('the migration is broken')")
  await expect(launch()).rejects.toMatchObject({
    code: 'api-failed',
    message: expect.stringContaining('the migration is broken'),
  })
  expect(serverPids()).toEqual([])
})

test('a detached service starts once, outlives the call, and stops when told', async () => {
  const [first, second] = await Promise.all([
    startDetachedService({ settings, apps }),
    startDetachedService({ settings, apps }),
  ])
  expect(second).toEqual(first)
  expect(await startDetachedService({ settings, apps })).toEqual(first)
  expect(await stopService(settings)).toBe(true)
  expect(serverPids()).toEqual([])
  expect(await stopService(settings)).toBe(false)
})

test('an API that cannot start is named with its error and hint alone, where its log ends with them', async () => {
  const last = JSON.stringify({
    level: 60,
    err: { type: 'StoreError', message: 'no such place', hint: 'name another' },
  })
  writeFileSync(apps.api, `console.log(${JSON.stringify(last)}); process.exit(1)`)
  await expect(startDetachedService({ settings, apps })).rejects.toMatchObject({
    code: 'start-failed',
    message: 'the service cannot start: the API cannot start: no such place',
    hint: 'name another',
  })
})

test('a child is started with what allows foreign tables only when its service is', async () => {
  const args = () => readFileSync(`/proc/${pidOf('api')}/cmdline`, 'utf8').split('\0')
  const service = await launch()
  expect(args()).not.toContain('--yes')
  await service.stop()
  running.push(await launchService({ settings, apps, logger, readySeconds: 30, besideForeignTables: true }))
  expect(args()).toContain('--yes')
})

test('a detached service that fails tells why', async () => {
  writeFileSync(apps.api, "throw new Error('the migration is broken')")
  await expect(startDetachedService({ settings, apps })).rejects.toMatchObject({
    code: 'start-failed',
    message: expect.stringContaining('the migration is broken'),
  })
  await expect(startDetachedService({ settings, apps: { ...apps, worker: '/nowhere.js' } })).rejects.toMatchObject({
    code: 'not-built',
  })
})

test('children notice when the service is killed, and the next one takes over its servers', async () => {
  const record = await startDetachedService({ settings, apps })
  expect(await waitUntil(() => existsSync(join(root, 'state/run/worker.pid')), 20)).toBe(true)
  const children = [pidOf('api'), pidOf('worker')]
  const servers = serverPids()
  const before = (await (await fetch(record.url)).json()) as unknown
  signalProcess(record.pid, 'SIGKILL')
  expect(await waitUntil(() => children.every((pid) => identify(pid) === undefined), 20)).toBe(true)
  expect(await findService(settings)).toBeUndefined()
  // With the same port as the killed one, whose API may still hold it.
  const next = await launch({ port: Number(new URL(record.url).port) })
  expect(await (await fetch(next.record.url)).json()).toEqual(before)
  expect(serverPids()).toEqual(expect.arrayContaining(servers.slice(0, 1)))
})

test('stopping cleans up the servers of a service that was killed', async () => {
  const record = await startDetachedService({ settings, apps })
  signalProcess(record.pid, 'SIGKILL')
  expect(await waitUntil(() => identify(record.pid) === undefined, 10)).toBe(true)
  expect(serverPids().length).toBeGreaterThan(0)
  expect(
    await waitUntil(async () => {
      await stopService(settings)
      return serverPids().length === 0
    }, 10),
  ).toBe(true)
})

test('keys are made once, for their owner alone, and an unusable one is named', () => {
  const key = sessionKey(settings)
  expect(key).toHaveLength(32)
  expect(sessionKey({ ...settings, token: 'another-first-token' } as Settings)).toEqual(key)
  const keys = secretsKeys(settings)
  expect(keys.find()).toBeUndefined()
  expect(keys.make()).toHaveLength(1)
  expect(keys.find()).toEqual(keys.make())
  expect(keys.find()).not.toEqual([key])
  for (const name of ['session-key', 'secrets-key'])
    expect(statSync(join(root, 'state', name)).mode & 0o777).toBe(0o600)
  expect(secretsKeys({ ...settings, secretsKeys: ['ab'.repeat(32)] }).find()).toEqual([Buffer.alloc(32, 0xab)])
  const file = join(root, 'state/secrets-key')
  writeFileSync(file, `${'01'.repeat(32)}\n${'02'.repeat(32)}\n`)
  expect(keys.find()).toEqual([Buffer.alloc(32, 1), Buffer.alloc(32, 2)])
  writeFileSync(file, 'too short\n')
  expect(() => keys.find()).toThrow(`${file} does not hold keys of 64 hexadecimal digits`)
  writeFileSync(join(root, 'state/session-key'), '00')
  expect(() => sessionKey(settings)).toThrow('session-key does not hold keys')
})

test('the token is made once, for its owner alone', () => {
  const token = serviceToken(settings)
  expect(token).toMatch(/^kb_[\w-]{43}$/)
  expect(serviceToken(settings)).toBe(token)
  expect(statSync(join(root, 'state/token')).mode & 0o777).toBe(0o600)
  expect(serviceToken({ ...settings, token: 'set-by-the-operator' })).toBe('set-by-the-operator')
})
