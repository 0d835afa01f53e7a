import { failureText, testOf } from '@kbisect/contracts'
import type { RunResult } from '@kbisect/verdict'
import { ArtifactsElsewhere } from '../model/errors.ts'
import { Evidence } from '../model/evidence.ts'
import { type BuildFact, imageOf, liveLogName, type RunFact, taskKey } from '../model/facts.ts'

import { EnvironmentDiffers, requirePinned } from '../model/pin.ts'
import type { BootDone, BootHost } from '../model/work-ports.ts'
import { bootLimits } from './boot-limits.ts'
import { isLostArtifact, locateFailure } from './locate-failure.ts'
import {
  describeSource,
  performTask,
  type TaskContext,
  type TaskReference,
  taskData,
  type WorkPorts,
} from './perform-task.ts'
import { type Witnesses, watchOtherHosts } from './second-host.ts'
import { describeSilence, isSilenceBelieved, lacksKernelLine } from './silent-boot.ts'

// Of a longer console without a kernel line the words would say no more.
const READABLE_BYTES = 1 << 20

/**
 * Boots a built image once and stores what its console showed. Does nothing when this attempt is
 * known already.
 */
export async function performBoot(
  ports: WorkPorts,
  reference: TaskReference,
  host: BootHost,
  signal: AbortSignal,
): Promise<void> {
  await performTask(ports, reference, { name: host.name, signal }, async (context) => {
    const { record, task, facts } = context
    const build = new Evidence(facts).build(task.revision, task.target)
    const image = build?.artifacts.find((artifact) => artifact.name === 'image')
    // The build may be gone with a deleted row: advancing asks for it again.
    if (!build || !image) return
    const request = {
      name: liveLogName(record.id, taskKey(task)),
      target: task.target,
      test: testOf(record.request),
      limits: bootLimits(record, facts, task.target),
      signal,
    }
    const witnesses = await watchOtherHosts(ports, context)
    const boot = async () => {
      const accelerator = await acceleratorFor(ports, host, context)
      await ports.artifacts.withFile(image.digest, (path) =>
        host.boot({ ...request, image: path, accelerator }, async (done) => {
          const shown = await locateFailure(ports, host, context, build, done.result)
          await storeRun(ports, host, context, build, { ...done, result: shown }, witnesses)
        }),
      )
    }
    try {
      await boot().catch(async (error: unknown) => {
        // Another host's first run was stored while this one booted with KVM: every host can do
        // without.
        if (!(error instanceof EnvironmentDiffers) || error.pinned.value !== 'tcg') throw error
        await boot()
      })
    } catch (error) {
      // Without this the boot would be tried for ever: the fact says that the image is there.
      if (!isLostArtifact(error)) throw error
      await requireServiceArtifacts(ports, error)
      await ports.store.forgetBuild(record.id, build)
      throw error
    }
  })
}

/**
 * What the target's runs must be made with; where there is none yet, the fastest that this host
 * has.
 * @throws EnvironmentDiffers when this host has not what is needed
 */
async function acceleratorFor(
  { store }: WorkPorts,
  host: BootHost,
  { record, task: { target } }: TaskContext,
): Promise<'tcg' | 'kvm'> {
  const { version, kvm } = await host.emulator(target.architecture)
  const pins = await store.pins(record.id)
  const about = { targetKey: target.key, worker: host.name }
  requirePinned(pins, [{ ...about, kind: 'emulator', value: version, words: version }])
  const pinned = pins.find(({ targetKey, kind }) => targetKey === target.key && kind === 'accelerator')
  if (pinned?.value === 'tcg' || !kvm) {
    requirePinned(pins, [{ ...about, kind: 'accelerator', value: 'tcg', words: 'TCG' }])
    return 'tcg'
  }
  return 'kvm'
}

/** A file that is missing on this host alone is not lost: the build is the service's. */
async function requireServiceArtifacts({ store, artifacts }: WorkPorts, cause: unknown): Promise<void> {
  const [here, service] = [await artifacts.storeId(), await store.artifactStoreId()]
  if (here !== service) throw new ArtifactsElsewhere(here, service, cause)
}

async function storeRun(
  { store, artifacts }: WorkPorts,
  host: BootHost,
  { record, task }: TaskContext,
  build: BuildFact,
  done: BootDone,
  witnesses: () => Promise<Witnesses>,
): Promise<void> {
  if (task.kind !== 'boot') return
  if (done.result.kind === 'infrastructure') throw new Error(done.result.reason)
  const log = await artifacts.putFile('console', done.consoleLog)
  // The facts anew: another boot of this target may have been believed meanwhile.
  if (lacksKernelLine(done.result) && !isSilenceBelieved(await store.facts(record.id), task, await witnesses())) {
    const text = log.bytes > 0 && log.bytes < READABLE_BYTES ? await artifacts.readText(log.digest) : ''
    throw describeSilence(done, log.bytes, text)
  }
  const { consoleLog: _, ...facts } = done
  const run: RunFact = {
    ...facts,
    image: imageOf(build) ?? null,
    revision: task.revision,
    targetKey: task.target.key,
    attempt: task.attempt,
    log: log.digest,
    logBytes: log.bytes,
    worker: host.name,
    ...(task.avoid && task.avoid.length > 0 ? { avoided: task.avoid } : {}),
  }
  const message = `${describeSource(task)}, run ${task.attempt}: ${describeRunResult(done.result)} (${done.seconds.toFixed(1)} s).`
  const event = { type: 'run-finished', message, data: { ...taskData(task), result: done.result.kind } } as const
  await store.addRun(record.id, run, build, { events: [event] })
}

function describeRunResult(result: RunResult): string {
  if (result.kind === 'failed') return failureText(result.signature)
  return result.kind === 'passed' ? 'passed' : `${result.kind}, ${result.reason}`
}
