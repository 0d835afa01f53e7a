import type { Surroundings, TaskQueue } from '@kbisect/bisection'
import type { Mirror } from '@kbisect/git'
import type { Queues } from '@kbisect/queue'
import type { LogReader } from '@kbisect/reports'
import type { FreeSpace, Registry } from '@kbisect/settings'
import type { Artifacts, Store } from '@kbisect/store'
import type { FastifyBaseLogger } from 'fastify'

export interface TreePlace {
  readonly id?: string
  readonly name: string
  readonly url: string
}

type Stored =
  | 'audit'
  | 'bisections'
  | 'seenRevisions'
  | 'serviceStats'
  | 'deliveries'
  | 'events'
  | 'idempotency'
  | 'loginCodes'
  | 'mails'
  | 'regressionImports'
  | 'tested'
  | 'tokens'
  | 'trees'
  | 'watches'
  | 'webhooks'

/** Everything that the API is wired to. Tests hand in what they need. */
export interface Dependencies {
  readonly store: Pick<Store, Stored>
  readonly artifacts: Pick<Artifacts, 'size' | 'openRange'>
  /** Works on what trees and guests wrote. */
  readonly logs: Pick<LogReader, 'read' | 'script'>
  readonly queue: TaskQueue
  readonly queues: Pick<Queues, 'workers' | 'counts' | 'ping' | 'refused'>
  readonly openMirror: (tree: TreePlace) => Mirror
  /** Removes mirrors of trees that are gone. */
  readonly sweepMirrors: () => Promise<void>
  readonly surroundings: Surroundings
  /** Asked anew each time. */
  readonly freeSpace: () => Promise<FreeSpace>
  readonly settings: ApiSettings
  readonly metrics: Registry
  readonly logger: FastifyBaseLogger
}

export interface ApiSettings {
  /** Where people reach us, without a slash at the end; known once the port is. */
  readonly baseUrl: () => string
  /** Who may read: clients with a token, or all clients. */
  readonly reads: 'token' | 'public'
  /** Who may read the metrics: all clients, or those with a token. */
  readonly metrics: 'public' | 'token'
  /** Requests a minute of one token or address. */
  readonly rateLimit: number
  /** Proxies whose X-Forwarded-For is trusted: networks, or one number; empty: none. */
  readonly trustProxy: readonly string[]
  /** Address that our reports come from. */
  readonly reporter: string
  /** Whether there is a server that mails can be handed to. */
  readonly hasMailServer: boolean
  /** Under which our results go to KCIDB. */
  readonly kcidbOrigin: string
  /** What becomes of a regression that is reported to us. */
  readonly importPolicy: 'bisect' | 'record'
  /** Of the webhooks that tell of a push; undefined: they need a token. */
  readonly pushSecret: string | undefined
  readonly gitProtocols: readonly string[]
  readonly webhookAllowCidrs: readonly string[]
  /** Where workers of this host keep the output of what they do now. */
  readonly liveLogsDir: string
  /** Signs session cookies and encrypts stored answers. */
  readonly sessionKey: Buffer
  /** Id of the first administrator's token, as which login links sign in. */
  readonly firstTokenId: string
  /** The built dashboard; absent when there is none. */
  readonly dashboardDir: string | undefined
}
