import { createHmac } from 'node:crypto'
import { openMirror } from '@kbisect/git'
import { openQueues, taskQueue } from '@kbisect/queue'
import { messageText } from '@kbisect/reports'
import {
  type Logger,
  metrics,
  readFreeSpace,
  ServiceError,
  type Settings,
  serviceToken,
  stateLayout,
} from '@kbisect/service'
import { type Artifacts, migrate, newId, openArtifacts, openStore } from '@kbisect/store'
import type { Dependencies } from './dependencies.ts'
import { findDashboard } from './find-dashboard.ts'

/** The real parts, opened. */
export interface Wiring extends Dependencies {
  readonly artifacts: Artifacts
  close(): Promise<void>
}

function required(settings: Settings, name: 'databaseUrl' | 'redisUrl', setting: string): string {
  const value = settings[name]
  if (value !== undefined) return value
  throw new ServiceError('setting-missing', `${setting} is not set`, {
    cure: 'set it, or use `npm start`, which starts a private server and sets it',
  })
}

/** Session cookies outlive a restart, as the token does that they come from. */
function sessionKey(settings: Settings): Buffer {
  return createHmac('sha256', serviceToken(settings)).update('kbisect session cookies').digest()
}

/**
 * Brings the database up to date and opens everything that the API needs. `baseUrl` is asked for links later, when it is known.
 * @throws StoreUnavailable, StoreError, ServiceError or InfrastructureError when something is missing
 */
export async function wire(settings: Settings, logger: Logger, baseUrl: () => string): Promise<Wiring> {
  const databaseUrl = required(settings, 'databaseUrl', 'DATABASE_URL')
  const redisUrl = required(settings, 'redisUrl', 'REDIS_URL')
  const layout = stateLayout(settings)
  await migrate(databaseUrl)
  const store = await openStore(databaseUrl)
  const artifacts = await openArtifacts(layout.artifacts)
  await store.requireArtifacts(artifacts)
  const queues = openQueues({ redisUrl, onError: (error) => logger.warn({ err: error }, 'trouble with Redis') })
  await store.tokens.ensure('bootstrap', serviceToken(settings))
  const { gitProtocols: protocols, gitIgnoredChecks: ignoredChecks } = settings
  const gitOptions = { mirrorsDirectory: layout.mirrors, protocols, ignoredChecks }
  return {
    store,
    artifacts,
    queue: taskQueue(queues),
    queues,
    openMirror: (tree) => openMirror(gitOptions, tree),
    surroundings: { now: () => new Date(), newId, pageUrl: (id) => `${baseUrl()}/bisections/${id}`, messageText },
    freeSpace: () => readFreeSpace(settings),
    settings: {
      baseUrl,
      reads: settings.reads,
      rateLimit: settings.rateLimit,
      reporter: settings.mail.from,
      hasMailServer: settings.mail.smtpUrl !== undefined,
      kcidbOrigin: settings.kcidbOrigin,
      importPolicy: settings.importPolicy,
      gitProtocols: settings.gitProtocols,
      webhookAllowCidrs: settings.webhookAllowCidrs,
      liveLogsDir: layout.liveLogs,
      sessionKey: sessionKey(settings),
      dashboardDir: settings.dashboardDir ?? findDashboard(),
    },
    metrics: metrics(),
    logger,
    async close() {
      await Promise.all([queues.close(), store.close()])
    },
  }
}
