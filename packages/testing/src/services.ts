import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres, startEmbeddedRedis } from '@kbisect/supervisor'

export interface TestServices {
  /** An empty database of its own, no migrations applied. */
  readonly databaseUrl: string
  readonly redisUrl: string
  /** A fresh directory for whatever the test keeps; gone after `stop`. */
  readonly directory: string
  /** Stops both servers and deletes their data. */
  stop(): Promise<void>
}

/**
 * Starts a private Postgres and Redis for one test file, in a temporary directory. Takes about 2 s.
 * @throws ServiceError when a server is missing or does not start
 */
export async function startTestServices(): Promise<TestServices> {
  const root = mkdtempSync(join(tmpdir(), 'kbisect-services-'))
  // For root, Postgres may run as another user, who must get through.
  chmodSync(root, 0o711)
  const start = (name: string) => ({ directory: join(root, name), logFile: join(root, `${name}.log`) })
  const started = await Promise.allSettled([
    startEmbeddedPostgres(start('postgres')),
    startEmbeddedRedis(start('redis')),
  ])
  const stop = async () => {
    const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    await Promise.all(servers.map((server) => server.stop()))
    rmSync(root, { recursive: true, force: true })
  }
  const [postgres, redis] = started
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
    return {
      databaseUrl: postgres.value.url,
      redisUrl: redis.value.url,
      directory: mkdtempSync(join(root, 'test-')),
      stop,
    }
  }
  await stop()
  throw postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason
}
