import { join } from 'node:path'
import { type Settings, stateLayout } from '@kbisect/settings'
import { postgresKind, startEmbeddedPostgres } from './embedded-postgres.ts'
import { redisKind, startEmbeddedRedis } from './embedded-redis.ts'
import { type EmbeddedServer, stopUnusedServer } from './embedded-server.ts'

export interface Stores {
  readonly databaseUrl: string
  readonly redisUrl: string
  /** Starts the private ones again whenever they are gone, until `stop`. */
  keepRunning(report: (message: string, error?: unknown) => void): void
  /** Lets go of the private ones. */
  stop(): Promise<void>
}

const places = (settings: Settings) => {
  const { postgres, redis, logs } = stateLayout(settings)
  return {
    postgres: { directory: postgres, logFile: join(logs, 'postgres.log') },
    redis: { directory: redis, logFile: join(logs, 'redis.log') },
  }
}

/** The Postgres and Redis of the settings, or private ones for those that are not set. */
export async function openStores(settings: Settings): Promise<Stores> {
  const { postgres, redis } = places(settings)
  const started = await Promise.allSettled([
    settings.databaseUrl === undefined ? startEmbeddedPostgres(postgres) : undefined,
    settings.redisUrl === undefined ? startEmbeddedRedis(redis) : undefined,
  ])
  const servers = started.flatMap((one): EmbeddedServer[] =>
    one.status === 'fulfilled' && one.value ? [one.value] : [],
  )
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()))
  }
  const failed = started.find((one) => one.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const [database, queue] = started.map((one) => (one.status === 'fulfilled' ? one.value?.url : undefined))
  return {
    databaseUrl: settings.databaseUrl ?? database ?? '',
    redisUrl: settings.redisUrl ?? queue ?? '',
    keepRunning: (report) => {
      for (const server of servers) server.keepRunning(report)
    },
    stop,
  }
}

/** Stops private servers that a crash left running and nobody uses. */
export async function stopLeftovers(settings: Settings): Promise<void> {
  const { postgres, redis } = places(settings)
  await Promise.all([stopUnusedServer(postgresKind(postgres)), stopUnusedServer(redisKind(redis))])
}
