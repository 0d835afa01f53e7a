import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createLogger, prepareState, readSettings, serviceToken, stateLayout } from '@kbisect/settings'
import { startEmbeddedPostgres, startEmbeddedRedis } from '@kbisect/supervisor'
import { buildApp } from './app.ts'
import { type Wiring, wire } from './wire.ts'

/** The API on real servers of its own, listening on a free port. */
export interface TestService {
  readonly url: string
  readonly token: string
  readonly directory: string
  readonly databaseUrl: string
  readonly parts: Wiring
  /** Sends a request with the token. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** Stops Redis, for good. */
  stopRedis(): Promise<void>
  remove(): Promise<void>
}

/** @param changes settings that differ from those of most tests */
export async function startTestService(changes: Readonly<Record<string, string>> = {}): Promise<TestService> {
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-api-'))
  chmodSync(directory, 0o711)
  mkdirSync(join(directory, 'dashboard', 'assets'), { recursive: true })
  writeFileSync(join(directory, 'dashboard', 'index.html'), '<title>kbisect</title>')
  writeFileSync(join(directory, 'dashboard', 'assets', 'index-1a2b.js'), 'export {}')
  writeFileSync(join(directory, 'dashboard', 'assets', 'index-1a2b.js.gz'), gzipSync('export {}'))
  const place = (name: string) => ({ directory: join(directory, name), logFile: join(directory, `${name}.log`) })
  const [postgres, redis] = await Promise.all([
    startEmbeddedPostgres(place('postgres')),
    startEmbeddedRedis(place('redis')),
  ])
  const settings = readSettings({
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    KBISECT_STATE_DIR: directory,
    KBISECT_GIT_PROTOCOLS: 'file,https',
    KBISECT_WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8',
    KBISECT_DASHBOARD_DIR: join(directory, 'dashboard'),
    ...changes,
  })
  prepareState(stateLayout(settings))
  const logger = createLogger({ name: 'api', level: 'warn', file: join(directory, 'api.log') })
  let url = ''
  const parts = await wire(settings, logger, () => url)
  const app = await buildApp(parts)
  await app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const token = serviceToken(settings)
  return {
    url,
    token,
    directory,
    databaseUrl: postgres.url,
    parts,
    call: (method, path, body, headers = {}) =>
      fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    stopRedis: () => redis.stop(),
    async remove() {
      await app.close()
      await parts.close()
      await Promise.all([postgres.stop(), redis.stop()])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
