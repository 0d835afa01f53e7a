import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { directoriesWith, keptSecret, pathDirectories, ServiceError, writeWhole } from '@kbisect/settings'
import { Redis } from 'ioredis'
import { type EmbeddedServer, type ServerKind, startServer } from './embedded-server.ts'
import { logEnd, openLog } from './log-file.ts'
import { choosePort, rememberedPort } from './ports.ts'
import { processesIn, signalProcess, waitUntil } from './processes.ts'

export interface EmbeddedOptions {
  /** Where the server keeps its data, password and port; created when missing. */
  readonly directory: string
  readonly logFile: string
  /** Where programs are looked for; default: `PATH`. */
  readonly searchPath?: string
}

const START_SECONDS = 60

function findRedis(searchPath: string | undefined): string {
  const [directory] = directoriesWith(['redis-server'], pathDirectories(searchPath ?? process.env.PATH))
  if (directory) return join(directory, 'redis-server')
  throw new ServiceError('program-missing', 'redis-server was not found, and REDIS_URL is not set', {
    hint: 'apt-get install redis-server, or set REDIS_URL',
  })
}

const passwordIn = (directory: string): string =>
  keptSecret(join(directory, 'password'), () => randomBytes(32).toString('hex'))

// Quoted strings in redis.conf know the same escapes as JSON for what a path can hold.
const configuration = (directory: string, port: number, password: string): string =>
  [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(directory)}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    '',
  ].join('\n')

async function ping(url: string): Promise<boolean> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  client.on('error', () => {}) // told by the promise below
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

async function launch(directory: string, options: EmbeddedOptions, url: () => string | undefined): Promise<void> {
  const program = findRedis(options.searchPath)
  const port = await choosePort(join(directory, 'port'))
  const file = join(directory, 'redis.conf')
  const wanted = configuration(directory, port, passwordIn(directory))
  // On a full disk the file of the last start will do.
  if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) writeWhole(file, wanted, 0o600)
  const log = openLog(options.logFile)
  // In a session of its own: Ctrl-C in our terminal is for us, who then stop it in order.
  const child = spawn(program, [file], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: '/usr/bin:/bin' },
  })
  closeSync(log)
  let failure: string | undefined
  child.once('error', (error) => (failure = String(error)))
  child.once('exit', (code, signal) => (failure ??= `ended with ${signal ?? `status ${code}`}`))
  child.unref()
  await waitUntil(async () => failure !== undefined || (await ping(url() ?? '')), START_SECONDS)
  if (failure === undefined) return
  throw new ServiceError('redis-failed', `the private Redis ${failure}:\n${logEnd(options.logFile)}`, {
    hint: `look at ${options.logFile}, or set REDIS_URL`,
  })
}

/** The private Redis as the common part sees it. */
export function redisKind(options: EmbeddedOptions): ServerKind {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const directory = realpathSync(options.directory)
  const url = () => {
    const port = rememberedPort(join(directory, 'port'))
    return port === undefined ? undefined : `redis://:${passwordIn(directory)}@127.0.0.1:${port}`
  }
  return {
    name: 'Redis',
    directory,
    pids: () => processesIn(directory, 'redis-server'),
    answer: async () => {
      const at = url()
      return at && (await ping(at)) ? at : undefined
    },
    launch: () => launch(directory, options, url),
    end: (pids, how) => {
      for (const pid of pids) signalProcess(pid, how === 'now' ? 'SIGKILL' : 'SIGTERM')
    },
  }
}

/**
 * Starts a private Redis, or adopts the one that runs on this directory: 127.0.0.1, a free port
 * that is kept from start to start, a random password, every write logged.
 * @throws ServiceError `program-missing`, `redis-failed`, `server-stuck`, `state-in-use`
 */
export function startEmbeddedRedis(options: EmbeddedOptions): Promise<EmbeddedServer> {
  return startServer(redisKind(options))
}
