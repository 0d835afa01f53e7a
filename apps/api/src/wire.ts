import { openMirror, splitUserPart, sweepMirrors } from '@kbisect/git'
import { openQueues, taskQueue } from '@kbisect/queue'
import { guardedLookup, messageText, openLogReader } from '@kbisect/reports'
import {
  type Logger,
  metrics,
  readFreeSpace,
  ServiceError,
  type Settings,
  secretsKeys,
  serviceToken,
  sessionKey,
  stateLayout,
} from '@kbisect/settings'
import {
  type Artifacts,
  type MigrateOptions,
  migrate,
  newId,
  openArtifacts,
  openStore,
  type Store,
} from '@kbisect/store'
import { findDashboard } from './dashboard.ts'
import type { Dependencies } from './dependencies.ts'

/** The real parts, opened. */
export interface Wiring extends Dependencies {
  readonly artifacts: Artifacts
  close(): Promise<void>
}

function required(settings: Settings, name: 'databaseUrl' | 'redisUrl', setting: string): string {
  const value = settings[name]
  if (value !== undefined) return value
  throw new ServiceError('setting-missing', `${setting} is not set`, {
    hint: 'set it, or use `npm start`, which starts a private server and sets it',
  })
}

/**
 * Brings the database up to date and opens everything that the API needs. `baseUrl` is asked for
 * links later, when it is known.
 * @throws StoreUnavailable, StoreError, ServiceError or InfrastructureError when something is
 * missing
 */
export async function wire(
  settings: Settings,
  logger: Logger,
  baseUrl: () => string,
  options: Pick<MigrateOptions, 'besideForeignTables'> = {},
): Promise<Wiring> {
  const databaseUrl = required(settings, 'databaseUrl', 'DATABASE_URL')
  const redisUrl = required(settings, 'redisUrl', 'REDIS_URL')
  const layout = stateLayout(settings)
  await migrate(databaseUrl, options)
  const store = await openStore(databaseUrl, { secretsKeys: secretsKeys(settings) })
  await sealSecrets(store, logger)
  const artifacts = await openArtifacts(layout.artifacts)
  await store.requireArtifacts(artifacts)
  const queues = openQueues({ redisUrl, onError: (error) => logger.warn({ err: error }, 'trouble with Redis') })
  const first = await store.tokens.setFirst(serviceToken(settings))
  if (first.revokedAt !== null || first.scope !== 'admin')
    logger.warn(
      { tokenId: first.id, scope: first.scope, revokedAt: first.revokedAt },
      'the token of KBISECT_TOKEN or of the file `token` does not administer',
    )
  const { gitProtocols: protocols, gitIgnoredChecks: ignoredChecks } = settings
  const network = { environment: settings.gitEnvironment, addressesOf: guardedLookup(settings.gitAllowCidrs) }
  const credentialsOf = (treeId: string) => store.trees.credentials(treeId)
  const gitOptions = { mirrorsDirectory: layout.mirrors, protocols, ignoredChecks, network, credentialsOf }
  const logs = openLogReader()
  return {
    store,
    artifacts,
    logs,
    queue: taskQueue(queues),
    queues,
    openMirror: (tree) => openMirror(gitOptions, tree),
    sweepMirrors: () => sweepMirrors(layout.mirrors, async () => (await store.trees.all()).map(({ id }) => id)),
    surroundings: { now: () => new Date(), newId, pageUrl: (id) => `${baseUrl()}/bisections/${id}`, messageText },
    freeSpace: () => readFreeSpace(settings),
    settings: {
      baseUrl,
      reads: settings.reads,
      metrics: settings.metrics,
      rateLimit: settings.rateLimit,
      trustProxy: settings.trustProxy,
      reporter: settings.mail.from,
      hasMailServer: settings.mail.smtpUrl !== undefined,
      kcidbOrigin: settings.kcidbOrigin,
      importPolicy: settings.importPolicy,
      pushSecret: settings.pushSecret,
      gitProtocols: settings.gitProtocols,
      webhookAllowCidrs: settings.webhookAllowCidrs,
      liveLogsDir: layout.liveLogs,
      sessionKey: sessionKey(settings),
      firstTokenId: first.id,
      dashboardDir: settings.dashboardDir ?? findDashboard(),
    },
    metrics: metrics(),
    logger,
    async close() {
      await Promise.all([queues.close(), store.close(), logs.close()])
    },
  }
}

/** Encrypts with the current key what is stored otherwise, also what URLs of trees hold. */
async function sealSecrets(store: Store, logger: Logger): Promise<void> {
  const webhooks = await store.webhooks.sealAgain()
  if (webhooks.sealed > 0)
    logger.info({ webhooks: webhooks.sealed }, 'encrypted the secrets of webhooks with the current key')
  for (const id of webhooks.unreadable)
    logger.error({ webhook: id }, 'no key opens the secrets of this webhook; nothing is sent to it')
  for (const tree of await store.trees.moveUserParts(splitUserPart))
    logger.warn({ tree }, 'the URL of this tree held a user or a password, which readers saw: replace that secret')
  const trees = await store.trees.sealAgain()
  if (trees.sealed > 0) logger.info({ trees: trees.sealed }, 'encrypted the credentials of trees with the current key')
  for (const id of trees.unreadable)
    logger.error({ treeId: id }, 'no key opens the credentials of this tree; it cannot be fetched')
}
