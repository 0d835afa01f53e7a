import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { advanceBisection, startBisection } from '@kbisect/bisection'
import { openQueues, type Queues, type RunningWorker, startWorker, taskQueue } from '@kbisect/queue'
import { migrate, newId, openStore, type Store } from '@kbisect/store'
import { Queue } from 'bullmq'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { MemoryArtifacts } from './memory-artifacts.ts'
import { hashOf, MemoryHistory, type NamedHistory } from './memory-history.ts'
import { memorySurroundings } from './memory-surroundings.ts'
import { startTestServices, type TestServices } from './services.ts'

const line: NamedHistory = ['good', 'c1', 'c2', 'c3', 'bad'].map((name, at, names) => [
  name,
  at === 0 ? [] : [names[at - 1] ?? ''],
])
const broken = ['c2', 'c3', 'bad'].map(hashOf)
const LOCK_SECONDS = 3

let services: TestServices
let store: Store
let queues: Queues
let coordinator: RunningWorker
const workers = new Map<string, ChildProcess>()
/** Hosts whose worker died, in order. */
const died: string[] = []
let stopping = false

beforeAll(async () => {
  services = await startTestServices()
  await migrate(services.databaseUrl)
  store = await openStore(services.databaseUrl)
  queues = openQueues({ redisUrl: services.redisUrl })
})

afterAll(async () => {
  stopping = true
  for (const worker of workers.values()) worker.kill('SIGKILL')
  await coordinator?.close()
  await queues?.close()
  await store?.close()
  await services?.stop()
})

/** A worker process, and its successors when it dies. */
function keepWorker(name: string): void {
  const file = fileURLToPath(new URL('dying-worker.fixture.ts', import.meta.url))
  const loader = new URL('../../store/src/connection/typescript-loader.fixture.mjs', import.meta.url).href
  const { databaseUrl, redisUrl } = services
  const options = ['--conditions=source', '--import', loader, file]
  const worker = spawn(
    process.execPath,
    [...options, databaseUrl, redisUrl, name, String(LOCK_SECONDS), broken.join(',')],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  workers.set(name, worker)
  worker.once('exit', (_code, signal) => {
    if (stopping) return
    if (signal === 'SIGKILL') died.push(name)
    keepWorker(name)
  })
}

test('a build that kills each worker pauses its bisection after five deaths, and others end', async () => {
  const history = new MemoryHistory(line)
  const surroundings = { ...memorySurroundings(), now: () => new Date(), newId }
  const queue = taskQueue(queues)
  const ports = { store: store.bisections, queue, surroundings, artifacts: new MemoryArtifacts() }
  coordinator = startWorker(
    {
      redisUrl: services.redisUrl,
      roles: { coordinator: true },
      buildSlots: 1,
      bootSlots: 1,
      lockSeconds: LOCK_SECONDS,
    },
    async (job) => {
      if (job.kind === 'advance') await advanceBisection(ports, job.bisectionId, () => history)
    },
    (error) => console.error(error),
  )
  const start = async (name: string) => {
    const tree = await store.trees.add({ name, url: `https://example.org/${name}.git` })
    const target = { architecture: 'arm64' } as const
    const request = { tree: name, good: 'good', bad: 'bad', target, test: { kind: 'build' } } as const
    return (await startBisection(ports, tree, history, request)).id
  }
  const deadly = await start('deadly')
  const innocent = await start('innocent')
  for (const name of ['host-1', 'host-2']) keepWorker(name)
  const builds = new Queue('build-arm64', { connection: { url: services.redisUrl }, prefix: 'kbisect' })
  await vi.waitFor(
    async () => {
      // The growing delays between attempts are not waited for.
      await builds.promoteJobs()
      expect((await store.bisections.find(deadly))?.state).toBe('paused')
    },
    { timeout: 500_000, interval: 500 },
  )
  await builds.close()
  const record = await store.bisections.find(deadly)
  const bad = hashOf('bad').slice(0, 12)
  expect(record?.pauseReason).toContain(`Building ${bad} for arm64 failed 5 times`)
  expect(record?.pauseReason).toContain('on host-1, host-2 (worker-died): a worker process died')
  const { infrastructureErrors, builds: built } = await store.bisections.facts(deadly)
  expect([...infrastructureErrors.values()].flat().map(({ code }) => code)).toEqual(Array(5).fill('worker-died'))
  expect(built).toEqual([])
  expect(died).toHaveLength(5)
  await vi.waitFor(
    async () => expect((await store.bisections.find(innocent))?.result?.culprit?.hash).toBe(hashOf('c2')),
    { timeout: 120_000, interval: 500 },
  )
})
