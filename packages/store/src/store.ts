import type { BisectionStore } from '@kbisect/bisection'
import type { Bisection, BisectionSummary, Build, Candidate, Event, Regression, Run } from '@kbisect/contracts'
import { readDetail } from './bisection-detail.ts'
import { listSummaries, type SummaryRequest } from './bisection-list.ts'
import { bisectionLifecycle } from './bisection-store.ts'
import type { Page, PageRequest } from './cursor.ts'
import { type Database, openDatabase } from './database.ts'
import { asStoreError, tellingUnavailable } from './database-errors.ts'
import { announcing, type DeliveryStore, deliveryStore } from './deliveries.ts'
import { addEvent, type EventQuery, listEvents } from './event-store.ts'
import { type ExclusiveLocks, openExclusiveLocks } from './exclusive.ts'
import { findRun, listBuilds, listCandidates, listRuns } from './fact-lists.ts'
import { factStore } from './fact-store.ts'
import { listen, type OnEvent } from './listen.ts'
import { type MailStore, mailStore } from './mails.ts'
import { rangeStore } from './range-store.ts'
import { addRegression, listRegressions, regressionMarks } from './regressions.ts'
import { type TokenStore, tokenStore } from './tokens.ts'
import { type TreeStore, treeStore } from './trees.ts'
import { type WebhookStore, webhookStore } from './webhooks.ts'

/** Answers in the shapes of the contracts. Pages may throw StoreError `bad-cursor`. */
export interface BisectionReads {
  /** Newest first. */
  summaries(request: SummaryRequest): Promise<Page<BisectionSummary>>
  detail(id: string): Promise<Bisection | undefined>
  /** The range, good end first; empty for a bisection that is not there. */
  candidates(id: string, page: PageRequest): Promise<Page<Candidate>>
  builds(id: string): Promise<Build[]>
  runs(id: string, filter?: { readonly commit?: string | undefined }): Promise<Run[]>
  run(runId: string): Promise<Run | undefined>
  /** Newest first, of all trees. */
  regressions(page: PageRequest): Promise<Page<Regression>>
}

export interface EventStore {
  /** In the order of their ids, those after `after`. */
  list(query: EventQuery): Promise<Event[]>
  /** See {@link listen}. */
  listen(onEvent: OnEvent): Promise<() => Promise<void>>
}

export interface Store {
  readonly bisections: BisectionStore & BisectionReads
  readonly trees: TreeStore
  readonly webhooks: WebhookStore
  readonly deliveries: DeliveryStore
  readonly mails: MailStore
  readonly tokens: TokenStore
  readonly events: EventStore
  /** Ends the listeners and all connections. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** Of the pool for queries; default 10. A few more serve locks, and one each listener. */
  readonly maxConnections?: number
}

/**
 * Opens the store on a database that {@link migrate} brought up to date.
 * Every method throws StoreUnavailable when the database does not answer, and StoreError for what cannot be done.
 */
export async function openStore(databaseUrl: string, { maxConnections = 10 }: StoreOptions = {}): Promise<Store> {
  const database = openDatabase(databaseUrl, maxConnections)
  const locks = openExclusiveLocks(databaseUrl)
  const listeners = new Set<() => Promise<void>>()
  const close = async () => {
    await Promise.all([...listeners].map((stop) => stop()))
    await Promise.all([locks.close(), database.$disconnect()])
  }
  try {
    await database.$queryRaw`SELECT 1`
  } catch (error) {
    await close()
    throw asStoreError(error)
  }
  return {
    bisections: bisections(database, locks),
    trees: tellingUnavailable(treeStore(database)),
    webhooks: tellingUnavailable(webhookStore(database)),
    deliveries: tellingUnavailable(deliveryStore(database)),
    mails: tellingUnavailable(mailStore(database)),
    tokens: tellingUnavailable(tokenStore(database)),
    events: tellingUnavailable({
      list: (query) => listEvents(database, query),
      async listen(onEvent) {
        const stop = await listen(databaseUrl, onEvent)
        listeners.add(stop)
        return async () => {
          listeners.delete(stop)
          await stop()
        }
      },
    } satisfies EventStore),
    close,
  }
}

function bisections(database: Database, locks: ExclusiveLocks): Store['bisections'] {
  const reads: BisectionReads = {
    summaries: (request) => listSummaries(database, request),
    detail: (id) => readDetail(database, id),
    candidates: (id, page) => listCandidates(database, id, page),
    builds: (id) => listBuilds(database, id),
    runs: (id, filter) => listRuns(database, id, filter?.commit),
    run: (runId) => findRun(database, runId),
    regressions: (page) => listRegressions(database, page),
  }
  return {
    ...tellingUnavailable({
      ...bisectionLifecycle(database),
      ...factStore(database),
      ...rangeStore(database),
      addEvent: addEvent(database),
      addRegression: addRegression(database),
      ...regressionMarks(database),
      ...announcing(database),
      ...reads,
    }),
    // What `use` throws is its own affair and passes as it is.
    exclusively: (id, use) => locks.exclusively(`bisection ${id}`, use),
  }
}
