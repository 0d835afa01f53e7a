import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { ServiceError, writeWhole } from '@kbisect/settings'
import { Client } from 'pg'
import type { EmbeddedOptions } from './embedded-redis.ts'
import { type EmbeddedServer, type ServerKind, startServer } from './embedded-server.ts'
import { logEnd, openLog } from './log-file.ts'
import { choosePort, rememberedPort } from './ports.ts'
import { type PostgresAccount, postgresAccount, type RootMode } from './postgres-account.ts'
import { findPostgres } from './postgres-programs.ts'
import { processesIn, signalProcess, waitUntil } from './processes.ts'

export interface EmbeddedPostgresOptions extends EmbeddedOptions {
  /** How root runs it; see {@link postgresAccount}. */
  readonly rootMode?: RootMode
}

const NAME = 'kbisect'
const START_SECONDS = 120
const clean = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

const paths = (directory: string) => ({
  data: join(directory, 'data'),
  fresh: join(directory, 'data.new'),
  password: join(directory, 'password'),
  port: join(directory, 'port'),
})

function owner(path: string): number | undefined {
  return existsSync(path) ? statSync(path).uid : undefined
}

const wrapped = (account: PostgresAccount, program: string, args: readonly string[]) => {
  const [file = '', ...rest] = [...account.before, program, ...args]
  return { file, args: rest }
}

/** Makes the cluster beside its place and moves it there, so that a crash half-way leaves none. */
function createCluster(directory: string, programs: string, account: PostgresAccount): void {
  const { data, fresh, password } = paths(directory)
  rmSync(fresh, { recursive: true, force: true })
  writeWhole(password, randomBytes(32).toString('hex'), 0o600)
  if (account.ids.uid !== undefined) chownSync(password, account.ids.uid, account.ids.gid ?? -1)
  const { file, args } = wrapped(account, join(programs, 'initdb'), [
    ...['--pgdata', fresh, '--username', NAME, '--pwfile', password, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--locale', 'C', '--no-sync', '--no-instructions'],
  ])
  const made = spawnSync(file, args, { cwd: directory, env: clean, encoding: 'utf8', ...account.ids })
  if (made.status !== 0) {
    throw new ServiceError(
      'initdb-failed',
      `cannot make the private database in ${directory}: ${made.error ?? made.stderr}`,
      {
        hint: 'make sure that the disk has room and that this user may write there, or set DATABASE_URL',
      },
    )
  }
  renameSync(fresh, data)
}

const urlOf = (directory: string, database: string): string | undefined => {
  const { port: portFile, password } = paths(directory)
  const port = rememberedPort(portFile)
  if (port === undefined || !existsSync(password)) return undefined
  return `postgresql://${NAME}:${readFileSync(password, 'utf8').trim()}@127.0.0.1:${port}/${database}`
}

async function connected<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {}) // told by the promises below
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end().catch(() => {})
  }
}

// Any error means "not now": it starts, it stops, or somebody else has the port.
const answers = (url: string): Promise<boolean> =>
  connected(url, (client) => client.query('SELECT 1')).then(
    () => true,
    () => false,
  )

async function ensureDatabase(directory: string): Promise<void> {
  await connected(urlOf(directory, 'postgres') ?? '', async (client) => {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [NAME])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`)
  })
}

const serverSettings = (port: number): string[] =>
  [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=32MB',
    'max_connections=200',
    'logging_collector=off',
    'log_destination=stderr',
  ].flatMap((setting) => ['-c', setting])

async function launch(directory: string, options: EmbeddedPostgresOptions): Promise<void> {
  const { data, port: portFile } = paths(directory)
  const account = postgresAccount(directory, owner(data), options.rootMode)
  const versionFile = join(data, 'PG_VERSION')
  const programs = findPostgres({
    ...(options.searchPath === undefined ? {} : { searchPath: options.searchPath }),
    ...(existsSync(versionFile) ? { dataVersion: Number(readFileSync(versionFile, 'utf8')) } : {}),
  })
  if (!existsSync(data)) createCluster(directory, programs, account)
  // No process works in the data, so a pid in there is of the past, and may be another program's by
  // now.
  rmSync(join(data, 'postmaster.pid'), { force: true })
  const port = await choosePort(portFile)
  const log = openLog(options.logFile)
  const { file, args } = wrapped(account, join(programs, 'postgres'), ['-D', data, ...serverSettings(port)])
  // In a session of its own: Ctrl-C in our terminal is for us, who then stop it in order.
  const child = spawn(file, args, {
    cwd: directory,
    detached: true,
    stdio: ['ignore', log, log],
    env: clean,
    ...account.ids,
  })
  closeSync(log)
  let failure: string | undefined
  child.once('error', (error) => (failure = String(error)))
  child.once('exit', (code, signal) => (failure ??= `ended with ${signal ?? `status ${code}`}`))
  child.unref()
  const url = urlOf(directory, 'postgres') ?? ''
  const ready = await waitUntil(async () => failure !== undefined || (await answers(url)), START_SECONDS)
  if (failure === undefined && ready) return
  throw new ServiceError(
    'postgres-failed',
    `the private Postgres ${failure ?? `did not answer within ${START_SECONDS} s`}:\n${logEnd(options.logFile)}`,
    { hint: `look at ${options.logFile}, or set DATABASE_URL` },
  )
}

function postmasterPid(data: string): number | undefined {
  try {
    return Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

/** The private Postgres as the common part sees it. */
export function postgresKind(options: EmbeddedPostgresOptions): ServerKind {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const directory = realpathSync(options.directory)
  const { data } = paths(directory)
  return {
    name: 'Postgres',
    directory,
    pids: () => processesIn(data, 'postgres'),
    answer: async () => {
      const url = urlOf(directory, 'postgres')
      if (!url || !(await answers(url))) return undefined
      await ensureDatabase(directory)
      return urlOf(directory, NAME)
    },
    launch: () => launch(directory, options),
    end: (pids, how) => {
      // Only the first process may be signalled: it ends the others. SIGINT lets it finish its
      // writes.
      const first = pids.find((pid) => pid === postmasterPid(data))
      for (const pid of first === undefined ? pids : [first]) signalProcess(pid, how === 'now' ? 'SIGQUIT' : 'SIGINT')
    },
  }
}

/**
 * Starts a private Postgres, or adopts the one that runs on this directory: 127.0.0.1, a free port
 * that is kept from start to start, a random password, a database `kbisect`. Data survives SIGKILL
 * of everything.
 * @throws ServiceError `program-missing`, `postgres-version`, `initdb-failed`, `postgres-failed`,
 * `server-stuck`, `state-in-use`, `state-unreachable`, `bwrap-failed`, `no-user`
 */
export function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedServer> {
  return startServer(postgresKind(options))
}
