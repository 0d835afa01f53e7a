import { createHash } from 'node:crypto'
import {
  advanceBisection,
  type BootHost,
  type BuildHost,
  lookAtWatch,
  parseRevisionKey,
  performBoot,
  performBuild,
  type SeenCommit,
  type WatchedHistory,
  type WatchedRef,
} from '@kbisect/bisection'
import { subscribable, type WatchRequest } from '@kbisect/contracts'
import { migrate, newId, openStore, type Store } from '@kbisect/store'
import type { RunResult, Signature } from '@kbisect/verdict'
import pg from 'pg'
import { MemoryArtifacts } from './memory-artifacts.ts'
import { hashOf, MemoryHistory, type NamedHistory } from './memory-history.ts'
import { MemoryQueue } from './memory-queue.ts'
import { startTestServices } from './services.ts'

/** A history in memory with branches and tags that move. */
export class MovingHistory extends MemoryHistory implements WatchedHistory {
  readonly #refs = new Map<string, string>()
  readonly #parents = new Map<string, string | undefined>()
  readonly #merges = new Set<string>()

  constructor() {
    super([])
  }

  /**
   * Adds commits by name with the names of their parents, and moves a branch to the last of them.
   */
  move(branch: string, commits: NamedHistory): void {
    this.push(commits)
    for (const [name, parents] of commits) {
      this.#parents.set(hashOf(name), parents[0] === undefined ? undefined : hashOf(parents[0]))
      if (parents.length > 1) this.#merges.add(hashOf(name))
    }
    const last = commits.at(-1)?.[0]
    if (last !== undefined) this.#refs.set(branch, hashOf(last))
  }

  async watchedRefs(): Promise<WatchedRef[]> {
    return [...this.#refs].map(([name, hash], committedAt) => ({ name, hash, committedAt }))
  }

  async firstParents(
    since: string | undefined,
    tip: string,
    { most, merges }: { readonly most: number; readonly merges: boolean },
  ): Promise<SeenCommit[]> {
    const seen: SeenCommit[] = []
    for (let at: string | undefined = tip; at !== undefined && seen.length < most; at = this.#parents.get(at)) {
      if (since !== undefined && (await this.isAncestor(at, since))) break
      if (merges && at !== tip && !this.#merges.has(at)) continue
      seen.push({ hash: at, subject: await this.subject(at), committedAt: seen.length })
    }
    return seen
  }
}

/** How a kernel behaves: what a boot of it shows, or that it does not build. */
export type KernelBehaviour = RunResult | 'does not build'

export const passes: RunResult = { kind: 'passed' }

/** A kernel that panics in a function. */
export function panics(name: string): RunResult {
  const signature: Signature = { kind: 'panic', function: name, text: `panic in ${name}` }
  return { kind: 'failed', signature, stage: 'kernel' }
}

/** What a world of watches asks of its kernels. */
export interface WatchWorldOptions {
  /** @param commit its name; `attempt` counts the boots of the image, from 1 */
  behave(commit: string, target: string, attempt: number): KernelBehaviour
  /** Equal for commits that give the same image on a target; default: the commit. */
  image?(commit: string, target: string): string
}

/** Messages that a webhook got, in their order. */
export interface SentMessage {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Watches on the real store, with a queue, a history and hosts in memory. */
export interface WatchWorld {
  readonly store: Store
  readonly queue: MemoryQueue
  readonly history: MovingHistory
  /** The hosts; may be changed. */
  readonly hosts: { toolchain: string }
  /** Builds and boots that hosts were asked for, as `build arm64 c1`, `boot arm64 c1`. */
  readonly work: string[]
  add(request: Omit<WatchRequest, 'tree'>): Promise<string>
  /** Looks at a watch, and does all that follows from it. */
  /** @param after called after each build and boot */
  look(watchId: string, after?: () => Promise<void>): Promise<void>
  /** The states of a branch, as `c1 arm64 passed`, oldest first. */
  states(watchId: string): Promise<string[]>
  messages(): Promise<SentMessage[]>
  countMessages(): Promise<number>
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

const nameOf = (hash: string): string => Buffer.from(hash.replace(/(00)+$/, ''), 'hex').toString()
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A Postgres for several worlds, each with a database of its own. */
export interface WatchWorlds {
  open(options: WatchWorldOptions): Promise<WatchWorld>
  stop(): Promise<void>
}

export async function startWatchWorlds(): Promise<WatchWorlds> {
  const services = await startTestServices()
  try {
    await migrate(services.databaseUrl)
  } catch (error) {
    await services.stop()
    throw error
  }
  let made = 0
  return {
    async open(options) {
      made += 1
      const template = new URL(services.databaseUrl).pathname.slice(1)
      const url = await copyDatabase(services.databaseUrl, template, `world${made}`)
      return await openOn(url, options)
    },
    stop: () => services.stop(),
  }
}

async function copyDatabase(url: string, template: string, name: string): Promise<string> {
  const named = (database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href
  const client = new pg.Client({ connectionString: named('postgres') })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  } finally {
    await client.end()
  }
  return named(name)
}

async function openOn(databaseUrl: string, options: WatchWorldOptions): Promise<WatchWorld> {
  const key = Buffer.alloc(32, 7)
  const store = await openStore(databaseUrl, { secretsKeys: { find: () => [key], make: () => [key] } })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const artifacts = new MemoryArtifacts()
  await client.query('INSERT INTO "Installation" ("name", "value") VALUES ($1, $2)', ['artifact-store', artifacts.id])
  const tree = await store.trees.add({ name: 'toy', url: 'https://example.org/toy.git' })
  const webhook = await store.webhooks.create({
    url: 'https://example.org/hook',
    types: subscribable.filter((type) => type !== 'bisection.progressed' && type !== 'revision.tested'),
    description: '',
    format: 'standard',
    filters: {},
    githubSignature: false,
    headers: {},
    secret: 'whsec_secret',
  })
  const queue = new MemoryQueue()
  const history = new MovingHistory()
  const work: string[] = []
  const hosts = { toolchain: 'gcc 12' }
  const surroundings = {
    now: () => new Date(),
    newId,
    pageUrl: (id: string) => `https://kbisect.example.org/bisections/${id}`,
    messageText: (_format: unknown, body: unknown) => JSON.stringify(body),
  }
  const ports = {
    store: store.bisections,
    queue,
    artifacts,
    process: 'process-1',
    surroundings,
    watches: store.watchWork,
  }
  const signal = new AbortController().signal

  const imageOf = (source: string, target: string): string => {
    const { commit, reverted } = parseRevisionKey(source)
    const name = options.image?.(nameOf(commit), target) ?? nameOf(commit)
    return reverted === undefined ? `${name} ${target}` : `${name}~${nameOf(reverted)} ${target}`
  }
  const buildHost: BuildHost = {
    name: 'host-1',
    toolchain: async () => ({ id: digestOf(hosts.toolchain), version: hosts.toolchain }),
    checkout: async (_tree, { commit, reverted }) => ({
      kind: 'ready',
      directory: reverted === undefined ? commit : `${commit}~${reverted}`,
    }),
    build: async ({ directory, target }, use) => {
      const { commit } = parseRevisionKey(directory)
      work.push(`build ${target.name} ${nameOf(commit)}`)
      const doesBuild = options.behave(nameOf(commit), target.name, 1) !== 'does not build'
      const image = imageOf(directory, target.name)
      const made = { toolchain: hosts.toolchain, toolchainId: digestOf(hosts.toolchain), droppedSymbols: [] }
      const failure = { kind: 'build-failed', place: 'mm/toy.c', text: 'mm/toy.c: error' } as const
      return await use(
        doesBuild
          ? {
              ...{ result: 'built', signature: null, imageDigest: digestOf(image), ...made },
              ...{ files: { image, config: 'config' }, commands: [], seconds: 1 },
            }
          : { result: 'failed', signature: failure, imageDigest: null, ...made, files: {}, commands: [], seconds: 1 },
      )
    },
  }
  const boots = new Map<string, number>()
  const bootHost: BootHost = {
    name: 'host-1',
    emulator: async () => ({ version: 'QEMU 7', kvm: false }),
    boot: async ({ image, target, accelerator }, use) => {
      const [name = ''] = image.split(' ')
      const attempt = (boots.get(image) ?? 0) + 1
      boots.set(image, attempt)
      work.push(`boot ${target.name} ${name}`)
      // A revert takes back what its commit broke.
      const shown = name.includes('~') ? passes : options.behave(name, target.name, attempt)
      const result: RunResult = shown === 'does not build' ? passes : shown
      const spent = { cpuSeconds: 1, seconds: 1, command: 'qemu', emulator: 'QEMU 7', accelerator }
      return await use({ result, consoleLog: `console of ${image} ${attempt}`, ...spent })
    },
    findSource: async () => undefined,
  }

  const doNext = async (): Promise<boolean> => {
    const next = queue.take()
    if (!next) return false
    const { bisectionId, task } = next
    const reference = { bisectionId, revision: task.revision, targetKey: task.target.key }
    if (task.kind === 'build')
      await performBuild(ports, { ...reference, clean: task.clean === true }, buildHost, signal)
    else await performBoot(ports, { ...reference, attempt: task.attempt }, bootHost, signal)
    queue.advances.push(bisectionId)
    return true
  }
  /** What coordinators do, until nothing is left to do. */
  const settle = async (after?: () => Promise<void>) => {
    for (;;) {
      await after?.()
      const ids = new Set(queue.advances.splice(0))
      for (const id of ids) await advanceBisection(ports, id, () => history)
      const watches = new Set(queue.watches.splice(0))
      for (const id of watches) await lookAtWatch(ports, id, () => history, 'begin')
      if (ids.size + watches.size === 0 && !(await doNext())) return
    }
  }

  return {
    ...{ store, queue, history, hosts, work },
    async add(request) {
      const id = newId()
      const { name, branches, targets, tests = [{ kind: 'boot' }], revisions = 'newest', policy = 'notify' } = request
      const { runs = 2, buildsPerDay = null, bisections = 2 } = request
      await client.query(
        `INSERT INTO "Watch" ("id", "name", "treeId", "branches", "targets", "tests", "schedule", "revisions", "policy",
          "runs", "buildsPerDay", "bisections") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          ...[id, name, tree.id, branches, JSON.stringify(targets), JSON.stringify(tests)],
          ...[JSON.stringify({ everySeconds: 900 }), revisions, policy, runs, buildsPerDay, bisections],
        ],
      )
      return id
    },
    async look(watchId, after) {
      await lookAtWatch(ports, watchId, () => history)
      await settle(after)
    },
    async states(watchId) {
      const { rows } = await client.query<{ commit: string; targetName: string; state: string }>(
        `SELECT v."commit", r."targetName", r."state" FROM "WatchResult" r JOIN "WatchedRevision" v ON v."id" = r."revisionId"
         WHERE v."watchId" = $1 ORDER BY v."number", r."testIndex", r."targetName"`,
        [watchId],
      )
      return rows.map(({ commit, targetName, state }) => `${nameOf(commit)} ${targetName} ${state}`)
    },
    async messages() {
      const { rows } = await client.query<{ body: string }>(
        'SELECT "body" FROM "Delivery" WHERE "webhookId" = $1 ORDER BY "createdAt", "id"',
        [webhook.id],
      )
      return rows.map(({ body }) => JSON.parse(body) as SentMessage)
    },
    async countMessages() {
      const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS "count" FROM "Delivery"')
      return rows[0]?.count ?? 0
    },
    query: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      (await client.query<Row>(sql, values)).rows,
    async stop() {
      await client.end()
      await store.close()
    },
  }
}
