import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { postgresKind, startEmbeddedPostgres } from './embedded-postgres.ts'
import { redisKind, startEmbeddedRedis } from './embedded-redis.ts'
import { type EmbeddedServer, stopUnusedServer } from './embedded-server.ts'
import { processesIn, signalProcess, waitUntil } from './processes.ts'

let root = ''
let servers: EmbeddedServer[] = []

beforeAll(() => {
  execFileSync('npx', ['tsc', '-b', fileURLToPath(new URL('..', import.meta.url))], { stdio: 'inherit' })
})

// The directory may be passed by nobody but its owner, as a home directory may be.
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect service '))
})

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  servers = []
  await stopUnusedServer(postgresKind(postgres()))
  await stopUnusedServer(redisKind(redis()))
  rmSync(root, { recursive: true, force: true })
})

const postgres = () => ({ directory: join(root, 'postgres'), logFile: join(root, 'logs/postgres.log') })
const redis = () => ({ directory: join(root, 'redis'), logFile: join(root, 'logs/redis.log') })
const kept = async (starting: Promise<EmbeddedServer>) => {
  const server = await starting
  servers.push(server)
  return server
}

async function ask<T>(url: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as T[]
  } finally {
    await client.end()
  }
}

async function withRedis<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url)
  try {
    return await use(client)
  } finally {
    client.disconnect()
  }
}

/** Starts both servers in another process, which is then killed without a chance to say goodbye. */
async function startAndDie(): Promise<{ postgres: string; redis: string }> {
  const index = new URL('../dist/index.js', import.meta.url).href
  const program = `
    const { startEmbeddedPostgres, startEmbeddedRedis } = await import(${JSON.stringify(index)})
    const postgres = await startEmbeddedPostgres(${JSON.stringify(postgres())})
    const redis = await startEmbeddedRedis(${JSON.stringify(redis())})
    console.log(JSON.stringify({ postgres: postgres.url, redis: redis.url }))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return JSON.parse(String(line)) as { postgres: string; redis: string }
}

const postgresPids = () => processesIn(join(root, 'postgres/data'), 'postgres')
const redisPids = () => processesIn(join(root, 'redis'), 'redis-server')

test('starts on an empty directory, keeps data and port over a restart, and leaves no process', async () => {
  const first = await kept(startEmbeddedPostgres(postgres()))
  await ask(first.url, 'CREATE TABLE t (n int)')
  await first.stop()
  expect(postgresPids()).toEqual([])
  const second = await kept(startEmbeddedPostgres(postgres()))
  expect(second.url).toBe(first.url)
  expect(await ask(second.url, 'SELECT count(*)::int AS n FROM t')).toEqual([{ n: 0 }])
})

test('only its password opens it, and only from this host', async () => {
  const { url } = await kept(startEmbeddedPostgres(postgres()))
  const wrong = url.replace(/:[0-9a-f]+@/, ':wrong@')
  await expect(ask(wrong, 'SELECT 1')).rejects.toThrow(/password/)
  expect(await ask(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  const store = await kept(startEmbeddedRedis(redis()))
  await withRedis(store.url.replace(/:[0-9a-f]+@/, ':wrong@'), async (client) => {
    client.on('error', () => {})
    await expect(client.ping()).rejects.toThrow(/WRONGPASS|NOAUTH/)
  })
  const mode = (file: string) => execFileSync('stat', ['-c', '%a', file], { encoding: 'utf8' }).trim()
  expect([mode(join(root, 'postgres/password')), mode(join(root, 'redis/redis.conf'))]).toEqual(['600', '600'])
})

test('two that start at once share one server, and the last to let go stops it', async () => {
  const [one, two] = await Promise.all([
    kept(startEmbeddedPostgres(postgres())),
    kept(startEmbeddedPostgres(postgres())),
  ])
  expect(one.url).toBe(two.url)
  await one.stop()
  expect(await ask(two.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  await two.stop()
  expect(postgresPids()).toEqual([])
})

test('servers whose starter was killed are adopted, and stop with the one who adopted them', async () => {
  const orphans = await startAndDie()
  const pids = { postgres: postgresPids(), redis: redisPids() }
  expect(pids.redis).toHaveLength(1)
  const database = await kept(startEmbeddedPostgres(postgres()))
  const queue = await kept(startEmbeddedRedis(redis()))
  expect([database.url, queue.url]).toEqual([orphans.postgres, orphans.redis])
  expect(redisPids()).toEqual(pids.redis)
  await Promise.all([database.stop(), queue.stop()])
  expect([...postgresPids(), ...redisPids()]).toEqual([])
})

test('data survives SIGKILL of everything', async () => {
  const urls = await startAndDie()
  await ask(urls.postgres, 'CREATE TABLE kept AS SELECT 42 AS n')
  await withRedis(urls.redis, (client) => client.set('kept', '42'))
  // Until Redis has handed its log to the kernel, which keeps it.
  await vi.waitFor(async () => {
    expect(await withRedis(urls.redis, (client) => client.info('persistence'))).toContain('aof_buffer_length:0')
  }, 60_000)
  for (const pid of [...postgresPids(), ...redisPids()]) signalProcess(pid, 'SIGKILL')
  const database = await kept(startEmbeddedPostgres(postgres()))
  const queue = await kept(startEmbeddedRedis(redis()))
  expect(await ask(database.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }])
  expect(await withRedis(queue.url, (client) => client.get('kept'))).toBe('42')
})

test('a pid file that names a stranger is cleared', async () => {
  await (await startEmbeddedPostgres(postgres())).stop()
  const file = join(root, 'postgres/data/postmaster.pid')
  writeFileSync(file, `${process.pid}\n${join(root, 'postgres/data')}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`)
  const server = await kept(startEmbeddedPostgres(postgres()))
  expect(await ask(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
})

test('a port that somebody took meanwhile is replaced', async () => {
  const first = await startEmbeddedRedis(redis())
  await first.stop()
  const port = Number(new URL(first.url).port)
  const { createServer } = await import('node:net')
  const thief = createServer().listen(port, '127.0.0.1')
  await once(thief, 'listening')
  const second = await kept(startEmbeddedRedis(redis()))
  thief.close()
  expect(new URL(second.url).port).not.toBe(String(port))
})

test('a first start that died while making the cluster is made good', async () => {
  const half = join(root, 'postgres/data.new')
  execFileSync('mkdir', ['-p', half])
  writeFileSync(join(half, 'PG_VERSION'), '15\n')
  const server = await kept(startEmbeddedPostgres(postgres()))
  expect(await ask(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  expect(existsSync(half)).toBe(false)
})

test('Redis keeps what it is given until it is told otherwise', async () => {
  const { url } = await kept(startEmbeddedRedis(redis()))
  const settings = await withRedis(url, async (client) => [
    ...((await client.config('GET', 'maxmemory-policy')) as string[]),
    ...((await client.config('GET', 'appendonly')) as string[]),
  ])
  expect(settings).toEqual(['maxmemory-policy', 'noeviction', 'appendonly', 'yes'])
})

describe('what is missing is named with its hint', () => {
  test('no Postgres', async () => {
    await expect(startEmbeddedPostgres({ ...postgres(), searchPath: '/nowhere' })).rejects.toMatchObject({
      code: 'program-missing',
      hint: 'apt-get install postgresql, or set DATABASE_URL',
    })
  })

  test('no Redis', async () => {
    await expect(startEmbeddedRedis({ ...redis(), searchPath: '/nowhere' })).rejects.toMatchObject({
      code: 'program-missing',
    })
  })

  test('a cluster of another version', async () => {
    await (await startEmbeddedPostgres(postgres())).stop()
    writeFileSync(join(root, 'postgres/data/PG_VERSION'), '9\n')
    await expect(startEmbeddedPostgres(postgres())).rejects.toMatchObject({ code: 'postgres-version' })
  })

  test('a server that cannot start tells why', async () => {
    await (await startEmbeddedPostgres(postgres())).stop()
    writeFileSync(join(root, 'postgres/data/postgresql.conf'), 'nonsense = 1\n')
    await expect(startEmbeddedPostgres(postgres())).rejects.toThrow(/unrecognized configuration parameter/)
  })
})

test.runIf(process.getuid?.() === 0)(
  'as root without namespaces it runs as another user, if that one may pass what lies above the state',
  async () => {
    const state = join(root, 'state')
    const inState = { directory: join(state, 'postgres'), logFile: join(root, 'logs/postgres.log') }
    await expect(startEmbeddedPostgres({ ...inState, rootMode: 'user' })).rejects.toMatchObject({
      code: 'state-unreachable',
    })
    chmodSync(root, 0o711)
    const server = await kept(startEmbeddedPostgres({ ...inState, rootMode: 'user' }))
    const [pid] = processesIn(join(state, 'postgres/data'), 'postgres')
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\t0\t/m)
    expect(statSync(state).mode & 0o777).toBe(0o710)
    await server.stop()
    // Data made that way is run that way again.
    const again = await kept(startEmbeddedPostgres(inState))
    expect(await ask(again.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
    expect(await waitUntil(() => processesIn(join(state, 'postgres/data'), 'postgres').length > 0, 1)).toBe(true)
  },
)
