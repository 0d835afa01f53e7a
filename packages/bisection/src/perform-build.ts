import { type BuildFact, liveLogName, type StoredArtifact, taskKey } from './facts.ts'
import {
  describeSource,
  performTask,
  type TaskContext,
  type TaskReference,
  taskData,
  type WorkPorts,
} from './perform-task.ts'
import type { BuildHost } from './work-ports.ts'

/** Builds one revision for one target and stores what came of it. Does nothing when that is known already. */
export async function performBuild(
  ports: WorkPorts,
  reference: TaskReference,
  host: BuildHost,
  signal: AbortSignal,
): Promise<void> {
  await performTask(ports, reference, { name: host.name, signal }, async (context) => {
    const { record, task } = context
    const build = await makeBuild(ports, host, context)
    await ports.store.addBuild(record.id, build)
    const how = { built: 'built', failed: 'does not build', conflict: 'does not apply' }[build.result]
    const why = build.signature ? `: ${build.signature.text}` : ''
    const message = `${describeSource(task)} ${how} (${build.seconds.toFixed(0)} s)${why}.`
    await ports.store.addEvent(record.id, 'build-finished', message, { ...taskData(task), result: build.result })
  })
}

async function makeBuild(
  { artifacts }: WorkPorts,
  host: BuildHost,
  { record, task, signal }: TaskContext,
): Promise<BuildFact> {
  const { revision, target } = task
  const about = { revision, targetKey: target.key, worker: host.name }
  const checkout = await host.checkout(record.tree, revision, signal)
  if (checkout.kind === 'conflict') {
    const what = revision.merged ? 'merge' : revision.reverted ? 'revert' : 'fix'
    const text = `the ${what} conflicts in ${checkout.files.join(', ')}`
    const signature = { kind: 'build-failed' as const, text }
    return {
      ...about,
      result: 'conflict',
      signature,
      imageDigest: null,
      toolchain: '',
      droppedSymbols: [],
      artifacts: [],
      commands: [],
      seconds: 0,
    }
  }
  const name = liveLogName(record.id, taskKey(task))
  return await host.build(
    { name, tree: record.tree, directory: checkout.directory, target, signal },
    async ({ files, ...done }) => {
      const stored: StoredArtifact[] = []
      for (const [file, path] of Object.entries(files)) stored.push(await artifacts.putFile(file, path))
      return { ...about, ...done, artifacts: stored }
    },
  )
}
