import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'

// The state directory is a small tmpfs in a mount namespace of its own, which ends with its
// processes.
const MEBIBYTES = 300
const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0

const { resolve } = createRequire(import.meta.url)
const addressOf = (name: string) => JSON.stringify(pathToFileURL(resolve(name)).href)
const supervisor = JSON.stringify(new URL('../dist/', import.meta.url).href)
const settings = JSON.stringify(new URL('../../settings/dist/index.js', import.meta.url).href)

const apiProgram = `
  import { createServer } from 'node:http'
  const { createLogger, readProcessSettings, shutdownSignal } = await import(${settings})
  const settings = readProcessSettings()
  const logger = createLogger({ name: 'api' })
  createServer((request, response) => {
    logger.info({ url: request.url, text: 'x'.repeat(1000) }, 'asked')
    response.end('ok')
  }).listen(settings.port, settings.host)
  shutdownSignal().addEventListener('abort', () => process.exit(0))`

const workerProgram = `
  const { shutdownSignal } = await import(${settings})
  const timer = setInterval(() => {}, 1000)
  shutdownSignal().addEventListener('abort', () => clearInterval(timer))`

// Prints what happened as JSON.
const driver = `
  import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
  import { join } from 'node:path'
  const { launchService } = await import(${supervisor} + 'index.js')
  const { readSettings, readFreeSpace } = await import(${settings})
  const { processesIn, signalProcess, waitUntil } = await import(${supervisor} + 'processes.js')
  const { rememberedPort } = await import(${supervisor} + 'ports.js')
  const { default: pg } = await import(${addressOf('pg')})
  const { Redis } = (await import(${addressOf('ioredis')})).default
  const [stateDir, api, worker] = process.argv.slice(2)
  const settings = readSettings({ KBISECT_STATE_DIR: stateDir, KBISECT_PORT: '0', KBISECT_DISK_RESERVE_BYTES: '20000000' })
  const service = await launchService({ settings, apps: { api, worker }, readySeconds: 60 })
  const secret = (name) => readFileSync(join(stateDir, name, 'password'), 'utf8').trim()
  const port = (name) => rememberedPort(join(stateDir, name, 'port'))
  const ports = () => ({ postgres: port('postgres'), redis: port('redis') })
  const before = ports()
  const database = async (use) => {
    const client = new pg.Client({ connectionString:
      'postgresql://kbisect:' + secret('postgres') + '@127.0.0.1:' + before.postgres + '/kbisect' })
    client.on('error', () => {})
    try { await client.connect(); return await use(client) } finally { await client.end().catch(() => {}) }
  }
  const queue = async (use) => {
    const client = new Redis({ host: '127.0.0.1', port: before.redis, password: secret('redis'), lazyConnect: true,
      maxRetriesPerRequest: 0, retryStrategy: () => null })
    client.on('error', () => {})
    try { await client.connect(); return await use(client) } finally { client.disconnect() }
  }
  const asked = async () => (await fetch(service.record.url + '/healthz')).ok
  const works = (doing) => doing().then(() => true, () => false)
  await database((client) => client.query('CREATE TABLE facts (words text)'))
  await database((client) => client.query("INSERT INTO facts VALUES ('kept')"))
  await queue((client) => client.set('kept', 'yes'))
  const seen = {}
  seen.lowBefore = (await readFreeSpace(settings)).low
  // Nothing is left, not even a byte.
  const filler = join(stateDir, 'filler')
  const file = openSync(filler, 'w')
  for (const bytes of [1 << 20, 1 << 12, 1]) { try { for (;;) writeSync(file, Buffer.alloc(bytes, 1)) } catch {} }
  closeSync(file)
  seen.lowWhenFull = (await readFreeSpace(settings)).low
  // Logs go on being written to, and the databases meet the end of the disk.
  for (let count = 0; count < 50; count++) await asked()
  seen.insertWhenFull = await works(() => database((client) =>
    client.query("INSERT INTO facts SELECT repeat('x', 2000) || n FROM generate_series(1, 40000) n")))
  await works(() => queue((client) => client.set('large', 'x'.repeat(1 << 20))))
  for (const pid of [...processesIn(join(stateDir, 'postgres/data'), 'postgres'), ...processesIn(join(stateDir, 'redis'), 'redis-server')])
    signalProcess(pid, 'SIGKILL')
  // Their supervisor tries to start them on the full disk, and says so in a log that takes no more: what counts is that it lives.
  const redisRuns = () => processesIn(join(stateDir, 'redis'), 'redis-server').length > 0
  await waitUntil(redisRuns, 15)
  seen.answersWhenFull = await asked()
  rmSync(filler)
  seen.lowAfter = (await readFreeSpace(settings)).low
  const back = () => works(async () => {
    await database((client) => client.query("INSERT INTO facts VALUES ('after')"))
    await queue((client) => client.set('after', 'yes'))
  })
  seen.worksAgain = await waitUntil(back, 150)
  seen.rows = await database(async (client) =>
    (await client.query("SELECT words FROM facts WHERE words IN ('kept', 'after') ORDER BY words DESC LIMIT 2")).rows.map((row) => row.words))
    .catch(String)
  seen.key = await queue((client) => client.get('kept')).catch(String)
  seen.samePorts = JSON.stringify(ports()) === JSON.stringify(before)
  seen.answersAfter = await asked()
  await service.stop()
  console.log('RESULT ' + JSON.stringify(seen))
  process.exit(0)`
let root = ''

beforeAll(() => {
  execFileSync('npx', ['tsc', '-b', fileURLToPath(new URL('..', import.meta.url))], { stdio: 'inherit' })
})
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-full-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test.skipIf(!mayMount)(
  'a service whose state directory is full stays, starts its servers again and loses nothing once there is room',
  () => {
    const state = join(root, 'state')
    mkdirSync(state)
    for (const [name, text] of [
      ['api.mjs', apiProgram],
      ['worker.mjs', workerProgram],
      ['driver.mjs', driver],
    ] as const)
      writeFileSync(join(root, name), text)
    const script = `mount -t tmpfs -o size=${MEBIBYTES}m,mode=0755 tmpfs "$1" && exec "$2" "$3" "$1" "$4" "$5"`
    const programs = ['driver.mjs', 'api.mjs', 'worker.mjs'].map((name) => join(root, name))
    const args = ['--mount', 'sh', '-c', script, 'sh', state, process.execPath, ...programs]
    const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 400_000 })
    const result = /^RESULT (.*)$/m.exec(stdout)?.[1]
    expect(result, stderr).toBeDefined()
    expect(JSON.parse(result ?? '')).toEqual({
      lowBefore: false,
      lowWhenFull: true,
      insertWhenFull: false,
      answersWhenFull: true,
      lowAfter: false,
      worksAgain: true,
      rows: ['kept', 'after'],
      key: 'yes',
      samePorts: true,
      answersAfter: true,
    })
  },
)
