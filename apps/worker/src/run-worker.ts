import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type SandboxMode, sandboxAvailable } from '@kbisect/exec'
import { openQueues, startWorker, taskQueue } from '@kbisect/queue'
import { type Logger, prepareState, ServiceError, type Settings, stateLayout } from '@kbisect/service'
import { migrate, openArtifacts, openStore } from '@kbisect/store'
import { type Abilities, findAbilities } from './abilities.ts'
import { openBootHost } from './boot-host.ts'
import { openBuildHost } from './build-host.ts'
import { openCoordinator } from './coordinator.ts'
import { claimHostDirectory } from './host-directory.ts'
import { learnKvmTrust, noKvm } from './kvm-trust.ts'
import { wireMail } from './mail/wire-mail.ts'
import { processJob } from './process-job.ts'
import { surroundings } from './surroundings.ts'

// Facts that nobody advanced on, because a process died or Redis lost a job, wait no longer than this.
const RECONCILE_SECONDS = 10

/** Wires a worker to the database, the queue and this machine, and runs it until the signal aborts. */
export async function runWorker(settings: Settings, logger: Logger, signal: AbortSignal): Promise<void> {
  const { databaseUrl, redisUrl } = settings
  if (!databaseUrl || !redisUrl) {
    throw new ServiceError('settings-missing', 'a worker needs DATABASE_URL and REDIS_URL', {
      cure: 'set both, or start everything with `npm start`',
    })
  }
  await requireSandbox(settings.sandbox)
  const layout = stateLayout(settings)
  prepareState(layout)
  await migrate(databaseUrl)
  const store = await openStore(databaseUrl)
  const artifacts = await openArtifacts(layout.artifacts)
  await store.requireArtifacts(artifacts)
  const queues = openQueues({
    redisUrl,
    onError: (error) => logger.warn({ err: error }, 'Redis failed, or held a message that was refused'),
  })
  const directory = await claimHostDirectory(join(layout.run, 'workers'), settings.workerName)
  const process = randomUUID()
  const ports = { store: store.bisections, queue: taskQueue(queues), artifacts, process }
  const handlers = {
    ports,
    coordinator: openCoordinator({
      store,
      ports: { ...ports, surroundings: surroundings(settings), maxActive: settings.maxActiveBisections },
      mirrorsDirectory: layout.mirrors,
      gitProtocols: settings.gitProtocols,
      gitIgnoredChecks: settings.gitIgnoredChecks,
      webhookAllowCidrs: settings.webhookAllowCidrs,
      mail: wireMail(settings, { store, artifacts, queue: ports.queue }),
    }),
    ...openHosts(settings, directory.name, logger),
  }
  const abilities = await findAbilities()
  const worker = startWorker(
    {
      redisUrl,
      name: directory.name,
      process,
      roles: rolesOf(settings, abilities),
      toolchains: settings.workerRoles.includes('build') ? abilities.toolchains : [],
      buildSlots: 1,
      bootSlots: settings.bootSlots,
    },
    (job, context) => processJob(handlers, job, context),
    (error, job) => logger.error({ err: error, job }, 'job failed'),
  )
  if (settings.workerRoles.includes('coordinator')) worker.every(RECONCILE_SECONDS, 'reconcile')
  logger.info({ worker: worker.name, directory: directory.name, ...abilities }, 'worker started')
  await aborted(signal)
  logger.info({ worker: worker.name, reason: String(signal.reason) }, 'worker stops')
  await worker.close()
  await queues.close()
  await store.close()
  await directory.release()
}

function openHosts(settings: Settings, name: string, logger: Logger) {
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
      mirrorsDirectory: layout.mirrors,
      worktreesDirectory: layout.worktrees,
      buildsDirectory: layout.builds,
      liveLogsDirectory: layout.liveLogs,
      gitProtocols: settings.gitProtocols,
      gitIgnoredChecks: settings.gitIgnoredChecks,
      ccacheDirectory: layout.ccache,
      ccacheSize: settings.ccacheSize,
      jobs: settings.buildJobs,
      deadlineSeconds: settings.buildTimeoutSeconds,
      sandboxMode: settings.sandbox,
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
  if (mode === 'none' || (await sandboxAvailable())) return
  throw new ServiceError('sandbox-missing', 'bubblewrap cannot start a sandbox here', {
    cure: 'install bubblewrap and allow user namespaces; or set KBISECT_SANDBOX=none if you trust all code under test',
  })
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
