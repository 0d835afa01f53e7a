import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { type SandboxMode, sandboxAvailable } from '@kbisect/exec'
import { openMirror } from '@kbisect/git'
import { openQueues, startWorker, taskQueue } from '@kbisect/queue'
import { openLogReader } from '@kbisect/reports'
import {
  FreeSpaceWatch,
  type Logger,
  prepareState,
  ServiceError,
  type Settings,
  secretsKeys,
  stateLayout,
} from '@kbisect/settings'
import { type MigrateOptions, migrate, openArtifacts, openStore, type Store } from '@kbisect/store'
import { type Abilities, findAbilities } from './abilities.ts'
import { openBootHost } from './boot-host.ts'
import { openBuildHost } from './build-host.ts'
import { openCoordinator } from './coordinator.ts'
import { gitOptions } from './git-options.ts'
import { claimHostDirectory } from './host-directory.ts'
import { learnKvmTrust, noKvm } from './kvm-trust.ts'
import { wireMail } from './mail/wire-mail.ts'
import { PinSweep } from './pin-sweep.ts'
import { processJob } from './process-job.ts'
import { surroundings } from './runtime-context.ts'
import { removeSharedCache, sweepTrees } from './sweep-trees.ts'
import { openTreeCaches } from './tree-caches.ts'

// Facts that nobody advanced on, because a process died or Redis lost a job, wait no longer than
// this.
const RECONCILE_SECONDS = 10
// How long this host keeps what it has of a tree that was deleted.
const SWEEP_SECONDS = 300
// How often pins are looked for that no bisection has.
const PIN_SWEEP_SECONDS = 600

/**
 * Wires a worker to the database, the queue and this machine, and runs it until the signal aborts.
 */
export async function runWorker(
  settings: Settings,
  logger: Logger,
  signal: AbortSignal,
  options: Pick<MigrateOptions, 'besideForeignTables'> = {},
): Promise<void> {
  const { databaseUrl, redisUrl } = settings
  if (!databaseUrl || !redisUrl) {
    throw new ServiceError('settings-missing', 'a worker needs DATABASE_URL and REDIS_URL', {
      hint: 'set both, or start everything with `npm start`',
    })
  }
  await requireSandbox(settings.sandbox)
  const layout = stateLayout(settings)
  prepareState(layout)
  await migrate(databaseUrl, options)
  const coordinates = settings.workerRoles.includes('coordinator')
  // The others neither store nor read secrets.
  const store = await openStore(databaseUrl, coordinates ? { secretsKeys: secretsKeys(settings) } : {})
  const artifacts = await openArtifacts(layout.artifacts)
  await store.requireArtifacts(artifacts)
  const queues = openQueues({
    redisUrl,
    onError: (error) => logger.warn({ err: error }, 'Redis failed, or held a message that was refused'),
  })
  const works = settings.workerRoles.some((role) => role !== 'coordinator')
  // One that only coordinates leaves the directories, with what earlier builds left in them, to
  // those that build.
  const directory = works
    ? await claimHostDirectory(join(layout.run, 'workers'), settings.workerName)
    : { name: settings.workerName, release: async () => {} }
  // Named after the service: it may share KBISECT_CCACHE_DIR with another one, which has other
  // trees.
  const cachesName = `trees-${(await artifacts.storeId())?.slice(0, 12) ?? 'none'}`
  const caches = join(layout.ccache, cachesName)
  const kept = [caches, ...[layout.builds, layout.worktrees].map((path) => join(path, directory.name))]
  const sweep = async () => {
    if (dirname(layout.ccache) === layout.root) await removeSharedCache(layout.ccache, cachesName)
    await sweepTrees(kept, async () => (await store.trees.all()).map(({ id }) => id))
  }
  const sweeping = works
    ? every(SWEEP_SECONDS, sweep, (err) => logger.warn({ err }, 'could not remove what deleted trees left'))
    : undefined
  const process = randomUUID()
  const ports = { store: store.bisections, queue: taskQueue(queues), artifacts, process }
  const logs = openLogReader()
  const handlers = {
    ports,
    coordinator: openCoordinator({
      store,
      ports: { ...ports, surroundings: surroundings(settings), maxActive: settings.maxActiveBisections },
      git: gitOptions(settings, store),
      webhookAllowCidrs: settings.webhookAllowCidrs,
      schedules: queues,
      mail: wireMail(settings, { store, artifacts, logs, queue: ports.queue }),
    }),
    ...openHosts(settings, store, directory.name, caches, logger),
  }
  const abilities = await findAbilities()
  const space = new FreeSpaceWatch(settings, (now) =>
    logger.warn(
      { ...now },
      now.low ? 'the disk is nearly full: nothing is begun' : 'the disk has room again: work goes on',
    ),
  )
  await space.start()
  const worker = startWorker(
    {
      redisUrl,
      name: directory.name,
      process,
      roles: rolesOf(settings, abilities),
      toolchains: settings.workerRoles.includes('build') ? abilities.toolchains : [],
      buildSlots: 1,
      bootSlots: settings.bootSlots,
      mayBegin: () => !space.low,
    },
    (job, context) => processJob(handlers, job, context),
    (error, job) => logger.error({ err: error, job }, 'job failed'),
  )
  if (coordinates) worker.every(RECONCILE_SECONDS, 'reconcile')
  const sweepingPins = coordinates ? sweepPins(settings, store, logger) : undefined
  logger.info({ worker: worker.name, directory: directory.name, ...abilities }, 'worker started')
  await aborted(signal)
  logger.info({ worker: worker.name, reason: String(signal.reason) }, 'worker stops')
  space.stop()
  clearInterval(sweeping)
  clearInterval(sweepingPins)
  await worker.close()
  await queues.close()
  await store.close()
  await logs.close()
  await directory.release()
}

/** Does it now and every so many seconds. */
function every(seconds: number, work: () => Promise<void>, onError: (error: unknown) => void): NodeJS.Timeout {
  const once = () => void work().catch(onError)
  once()
  return setInterval(once, seconds * 1000)
}

function sweepPins(settings: Settings, store: Store, logger: Logger): NodeJS.Timeout {
  const git = gitOptions(settings, store)
  const pins = new PinSweep({
    trees: () => store.trees.all(),
    openMirror: (tree) => openMirror(git, tree),
    stored: async (ids) => [...(await store.bisections.stored(ids)), ...(await store.watchWork.stored(ids))],
    now: () => new Date(),
  })
  const onError = (err: unknown) => logger.warn({ err }, 'could not look for pins that no bisection has')
  return every(PIN_SWEEP_SECONDS, () => pins.sweep(), onError)
}

function openHosts(settings: Settings, store: Store, name: string, caches: string, logger: Logger) {
  const layout = stateLayout(settings)
  const workDirectory = join(layout.run, 'boots', name)
  const kvm =
    settings.kvm === 'off'
      ? noKvm
      : learnKvmTrust({
          directory: join(layout.root, 'kvm', name),
          sandboxMode: settings.sandbox,
          onAnswer: (architecture, trusted) => logger.info({ architecture, trusted }, 'tried KVM'),
          onError: (error) => logger.warn({ err: error }, 'could not try KVM'),
        })
  return {
    buildHost: openBuildHost({
      name,
      git: gitOptions(settings, store),
      worktreesDirectory: layout.worktrees,
      buildsDirectory: layout.builds,
      liveLogsDirectory: layout.liveLogs,
      caches: openTreeCaches({ directory: caches, size: settings.ccacheSize, sandboxMode: settings.sandbox }),
      jobs: settings.buildJobs,
      deadlineSeconds: settings.buildTimeoutSeconds,
      mostOutputBytes: settings.buildSizeLimitBytes,
      // Half of what is kept: a build that is under way may use the other half.
      leastFreeBytes: settings.diskReserveBytes / 2,
      sandboxMode: settings.sandbox,
      onTrouble: (err) => logger.warn({ err }, 'could not tidy up after a build'),
    }),
    bootHost: openBootHost({
      name,
      workDirectory,
      liveLogsDirectory: layout.liveLogs,
      busyboxDirectory: join(layout.root, 'busybox'),
      sandboxMode: settings.sandbox,
      kvm,
      onTrouble: (error) => logger.warn({ err: error }, 'could not find a source line'),
    }),
  }
}

function rolesOf({ workerRoles }: Settings, abilities: Abilities) {
  return {
    coordinator: workerRoles.includes('coordinator'),
    build: workerRoles.includes('build') ? abilities.build : [],
    boot: workerRoles.includes('boot') ? abilities.boot : [],
  }
}

async function requireSandbox(mode: SandboxMode): Promise<void> {
  if (mode === 'none') return refuseRoot()
  if (await sandboxAvailable()) return
  throw new ServiceError('sandbox-missing', 'bubblewrap cannot start a sandbox here', {
    hint: 'install bubblewrap, and allow user namespaces to the service user, or mounts if that is root; or set KBISECT_SANDBOX=none if you trust all code under test',
  })
}

/** Without the sandbox code under test runs as the worker does. */
function refuseRoot(): void {
  if (process.getuid?.() !== 0) return
  throw new ServiceError('sandbox-missing', 'KBISECT_SANDBOX=none would run code under test as root', {
    hint: 'run the service as an ordinary user, or leave KBISECT_SANDBOX out',
  })
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
