import type { BisectionStore, RegressionImports, WatchedStore } from '@kbisect/bisection'
import type {
  Bisection,
  BisectionSummary,
  Build,
  Candidate,
  Event,
  Regression,
  RegressionDetail,
  Run,
  TrendDay,
} from '@kbisect/contracts'
import { type AuditStore, auditStore } from './access/audit.ts'
import { type IdempotencyStore, idempotencyStore } from './access/idempotency.ts'
import { type LoginCodeStore, loginCodeStore } from './access/login-codes.ts'
import { type SecretBox, secretBox } from './access/secret-box.ts'
import { type TokenStore, tokenStore } from './access/tokens.ts'
import { claimArtifactStoreId, readArtifactStoreId, requireArtifactStore } from './artifacts/artifact-store-id.ts'
import type { Artifacts } from './artifacts/artifacts.ts'
import { advanceStates } from './bisections/advance-states.ts'
import { readDetail } from './bisections/bisection-detail.ts'
import { listSummaries, type SummaryRequest } from './bisections/bisection-list.ts'
import { bisectionLifecycle } from './bisections/bisection-store.ts'
import { type ConfigTexts, readConfigTexts } from './bisections/config-texts.ts'
import {
  type FactRequest,
  findCandidate,
  findRun,
  listBuilds,
  listCandidates,
  listRuns,
} from './bisections/fact-lists.ts'
import { factStore } from './bisections/fact-store.ts'
import { saidStore } from './bisections/manual-input-store.ts'
import { rangeStore } from './bisections/range-store.ts'
import { type TestedStore, testedStore } from './bisections/tested-store.ts'
import { hasSealedCredentials } from './bisections/tree-credentials.ts'
import { type TreeStore, treeStore } from './bisections/trees.ts'
import { usualSeconds } from './bisections/usual-seconds.ts'
import { type ExclusiveLocks, openExclusiveLocks } from './connection/advisory-locks.ts'
import type { Page, PageRequest } from './connection/cursor.ts'
import { type Database, openDatabase } from './connection/database.ts'
import { asStoreError, tellingUnavailable } from './connection/database-errors.ts'
import { StoreError } from './connection/store-error.ts'
import { type DeliveryStore, deliveryStore, subscriptions } from './delivery/deliveries.ts'
import { type MailStore, mailStore } from './delivery/mails.ts'
import { hasSealedSecrets } from './delivery/webhook-secrets.ts'
import { type WebhookStore, webhookStore } from './delivery/webhooks.ts'
import { addEvent, beforeLastEvents, type EventQuery, listEvents } from './events/event-store.ts'
import { listen, type OnEvent } from './events/listen.ts'
import { regressionImports } from './regressions/regression-import.ts'
import {
  countOpenRegressions,
  findRegression,
  listRegressions,
  type RegressionRequest,
} from './regressions/regression-list.ts'
import { addRegression, regressionMarks } from './regressions/regressions.ts'
import { readOverview, type StoredOverview } from './stats/overview.ts'
import { type ServiceStatsStore, serviceStatsStore } from './stats/service-stats.ts'
import { readTrends, type TrendRequest } from './stats/trends.ts'
import { checkStore } from './watches/check-store.ts'
import { type SeenRevisions, seenRevisions } from './watches/seen-revisions.ts'
import { type WatchStore, watchStore } from './watches/watch-store.ts'
import { watchWorkStore } from './watches/watch-work-store.ts'

/** Answers in the shapes of the contracts. Pages may throw StoreError `bad-cursor`. */
export interface BisectionReads {
  /** Newest first. */
  summaries(request: SummaryRequest): Promise<Page<BisectionSummary>>
  detail(id: string): Promise<Bisection | undefined>
  /** Texts of configuration files by their digests; what is not there is left out. */
  configTexts(digests: readonly string[]): Promise<ConfigTexts>
  /** The range, good revision first; empty for a bisection that is not there. */
  candidates(id: string, page: PageRequest): Promise<Page<Candidate>>
  candidate(id: string, hash: string): Promise<Candidate | undefined>
  /**
   * In the order in which they ended, or the other way round; empty for a bisection that is not
   * there.
   */
  builds(id: string, request: FactRequest): Promise<Page<Build>>
  /** The same of its runs. */
  runs(id: string, request: FactRequest): Promise<Page<Run>>
  run(runId: string): Promise<Run | undefined>
  /** Newest first. */
  regressions(request: RegressionRequest): Promise<Page<Regression>>
  /** All but its history: see {@link TestedStore.history}. */
  regression(id: string): Promise<Omit<RegressionDetail, 'history'> | undefined>
  /** How many regressions are open, of one tree or of all. */
  openRegressions(treeId?: string): Promise<number>
  overview(): Promise<StoredOverview>
  /** See {@link readTrends}. */
  trends(request: TrendRequest): Promise<TrendDay[]>
}

export interface EventStore {
  /** In the order of their ids, those after `after`. */
  list(query: EventQuery): Promise<Event[]>
  /** The `after` of the last so many events of a bisection. */
  beforeLast(bisectionId: string, count: number): Promise<number>
  /** See {@link listen}. */
  listen(onEvent: OnEvent): Promise<() => Promise<void>>
}

export interface Store {
  readonly bisections: BisectionStore & BisectionReads
  readonly trees: TreeStore
  readonly regressionImports: RegressionImports
  readonly watches: WatchStore
  /** Single revisions of watches. */
  readonly seenRevisions: SeenRevisions
  /** What the use cases of watches store. */
  readonly watchWork: WatchedStore
  readonly webhooks: WebhookStore
  readonly deliveries: DeliveryStore
  readonly mails: MailStore
  readonly tokens: TokenStore
  readonly tested: TestedStore
  readonly audit: AuditStore
  readonly idempotency: IdempotencyStore
  readonly loginCodes: LoginCodeStore
  readonly serviceStats: ServiceStatsStore
  readonly events: EventStore
  /** See {@link requireArtifactStore}. */
  requireArtifacts(artifacts: Artifacts): Promise<void>
  /** Ends the listeners and all connections. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** Of the pool for queries; default 10. A few more serve locks, and one each listener. */
  readonly maxConnections?: number
  /** How long a query waits for a connection of the pool; default 10. */
  readonly waitSeconds?: number
  /**
   * Where the keys of stored secrets come from. Absent: this process neither stores nor reads
   * secrets.
   */
  readonly secretsKeys?: SecretsKeys
}

/** Keys of 32 bytes: the first one encrypts, all of them decrypt. */
export interface SecretsKeys {
  /** Undefined when there is none yet. */
  find(): readonly Buffer[] | undefined
  make(): readonly Buffer[]
}

/**
 * Opens the store on a database that {@link migrate} brought up to date. Every method throws
 * StoreUnavailable when the database does not answer, and StoreError for what cannot be done.
 * @throws StoreError `secrets-key-lost` when there are encrypted secrets and no key
 */
export async function openStore(databaseUrl: string, options: StoreOptions = {}): Promise<Store> {
  const database = openDatabase(databaseUrl, options.maxConnections ?? 10, options.waitSeconds)
  const locks = openExclusiveLocks(databaseUrl)
  const listeners = new Set<() => Promise<void>>()
  const close = async () => {
    await Promise.all([...listeners].map((stop) => stop()))
    await Promise.all([locks.close(), database.$disconnect()])
  }
  let box: SecretBox
  try {
    await database.$queryRaw`SELECT 1`
    box = await openSecretBox(database, options.secretsKeys)
  } catch (error) {
    await close()
    throw asStoreError(error)
  }
  const installation = tellingUnavailable({
    read: () => readArtifactStoreId(database),
    claim: (id: string) => claimArtifactStoreId(database, id),
  })
  return {
    bisections: bisections(database, locks),
    trees: tellingUnavailable(treeStore(database, box)),
    regressionImports: tellingUnavailable(regressionImports(database)),
    watches: tellingUnavailable(watchStore(database)),
    seenRevisions: tellingUnavailable(seenRevisions(database)),
    watchWork: tellingUnavailable(watchWorkStore(database)),
    webhooks: tellingUnavailable(webhookStore(database, box)),
    deliveries: tellingUnavailable(deliveryStore(database, box)),
    mails: tellingUnavailable(mailStore(database)),
    tokens: tellingUnavailable(tokenStore(database)),
    tested: tellingUnavailable(testedStore(database)),
    audit: tellingUnavailable(auditStore(database)),
    idempotency: tellingUnavailable(idempotencyStore(database)),
    loginCodes: tellingUnavailable(loginCodeStore(database)),
    serviceStats: tellingUnavailable(serviceStatsStore(database)),
    events: tellingUnavailable({
      list: (query) => listEvents(database, query),
      beforeLast: (bisectionId, count) => beforeLastEvents(database, bisectionId, count),
      async listen(onEvent) {
        const stop = await listen(databaseUrl, onEvent)
        listeners.add(stop)
        return async () => {
          listeners.delete(stop)
          await stop()
        }
      },
    } satisfies EventStore),
    requireArtifacts: (artifacts) => requireArtifactStore(installation, artifacts),
    close,
  }
}

/** A new key is made only where nothing needs another one. @throws StoreError `secrets-key-lost` */
async function openSecretBox(database: Database, keys: SecretsKeys | undefined): Promise<SecretBox> {
  const found = keys?.find()
  if (!keys || found) return secretBox(found ?? [])
  const isKeyNeeded = (await hasSealedSecrets(database)) || (await hasSealedCredentials(database))
  if (!isKeyNeeded) return secretBox(keys.make())
  throw new StoreError(
    'secrets-key-lost',
    'the secrets of webhooks or the credentials of trees are stored encrypted, and there is no key to read them',
    'restore the file `secrets-key` of the state directory, or set KBISECT_SECRETS_KEY. If the key is lost for good, put the output of `openssl rand -hex 32` in its place, then rotate the secret of each webhook, set its headers again, and set the credentials of each tree again',
  )
}

function bisections(database: Database, locks: ExclusiveLocks): Store['bisections'] {
  const reads: BisectionReads = {
    summaries: (request) => listSummaries(database, request),
    detail: (id) => readDetail(database, id),
    configTexts: (digests) => readConfigTexts(database, digests),
    candidates: (id, page) => listCandidates(database, id, page),
    candidate: (id, hash) => findCandidate(database, id, hash),
    builds: (id, request) => listBuilds(database, id, request),
    runs: (id, request) => listRuns(database, id, request),
    run: (runId) => findRun(database, runId),
    regressions: (request) => listRegressions(database, request),
    regression: (id) => findRegression(database, id),
    openRegressions: (treeId) => countOpenRegressions(database, treeId),
    overview: () => readOverview(database),
    trends: (request) => readTrends(database, request),
  }
  return {
    ...tellingUnavailable({
      ...bisectionLifecycle(database),
      ...factStore(database),
      ...rangeStore(database),
      ...saidStore(database),
      ...advanceStates(database),
      ...checkStore(database),
      usualSeconds: usualSeconds(database),
      addEvent: addEvent(database),
      addRegression: addRegression(database),
      ...regressionMarks(database),
      ...subscriptions(database),
      ...reads,
    }),
    // What `use` throws is its own affair and passes as it is.
    exclusively: (name, use) => locks.exclusively(`bisection ${name}`, use),
  }
}
