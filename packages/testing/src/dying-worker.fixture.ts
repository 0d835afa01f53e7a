import { type BuildHost, parseRevisionKey, performBuild } from '@kbisect/bisection'
import { openQueues, startWorker, taskQueue } from '@kbisect/queue'
import { openStore } from '@kbisect/store'
import { MemoryArtifacts } from './memory-artifacts.ts'

// A worker process that builds at once, and ends itself by SIGKILL at each build of the tree
// `deadly`.
const [databaseUrl = '', redisUrl = '', name = '', lockSeconds = '', broken = ''] = process.argv.slice(2)

const store = await openStore(databaseUrl)
const queues = openQueues({ redisUrl })
const id = `${name} ${process.pid} ${Date.now()}`
const ports = { store: store.bisections, queue: taskQueue(queues), artifacts: new MemoryArtifacts(), process: id }

const host: BuildHost = {
  name,
  toolchain: async () => ({ id: '12', version: 'gcc 12.2.0' }),
  async checkout(tree, { commit }) {
    if (tree.name === 'deadly') process.kill(process.pid, 'SIGKILL')
    return { kind: 'ready', directory: commit }
  },
  build: async ({ directory }, use) => {
    const failures = broken.split(',').includes(directory)
    return await use({
      result: failures ? 'failed' : 'built',
      signature: failures ? { kind: 'build-failed', text: 'mm/cma.c:1: error' } : null,
      imageDigest: failures ? null : directory,
      toolchain: 'gcc 12.2.0',
      toolchainId: '12',
      droppedSymbols: [],
      files: {},
      commands: [],
      seconds: 1,
    })
  },
}

startWorker(
  {
    redisUrl,
    name,
    process: id,
    roles: { build: ['arm64'] },
    buildSlots: 1,
    bootSlots: 1,
    lockSeconds: Number(lockSeconds),
  },
  async (job, { signal }) => {
    if (job.kind !== 'build') throw new Error(`unexpected ${job.kind}`)
    const { bisectionId, revision, target, avoid = [] } = job
    await performBuild(
      ports,
      { bisectionId, revision: parseRevisionKey(revision), targetKey: target, avoid },
      host,
      signal,
    )
  },
  (error) => console.error(error),
)
