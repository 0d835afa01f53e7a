import { sameFailure } from '@kbisect/verdict'
import { DoubtfulAnswer } from '../model/errors.ts'
import {
  type BuildFact,
  type Facts,
  isClean,
  liveLogName,
  type Revision,
  revisionKey,
  type StoredArtifact,
  type Task,
  taskKey,
  taskKeyOf,
} from '../model/facts.ts'
import { requirePinned } from '../model/pin.ts'
import { quotedFailure } from '../model/quoted.ts'
import type { BuildDone, BuildHost, Checkout } from '../model/work-ports.ts'
import {
  describeSource,
  performTask,
  type TaskContext,
  type TaskReference,
  taskData,
  type WorkPorts,
} from './perform-task.ts'
import { isSeenByEnoughHosts, type Witnesses, watchOtherHosts } from './second-host.ts'

/**
 * Builds one revision for one target and stores what came of it. Does nothing when that is known
 * already.
 */
export async function performBuild(
  ports: WorkPorts,
  reference: TaskReference,
  host: BuildHost,
  signal: AbortSignal,
): Promise<void> {
  await performTask(ports, reference, { name: host.name, signal }, async (context) => {
    const { record, task } = context
    const build = await makeBuild(ports, host, context)
    const how = { built: 'built', failed: 'does not build', conflict: 'does not apply' }[build.result]
    const why = build.signature ? `: ${quotedFailure(build.signature)}` : ''
    const message = `${describeSource(task)} ${how} (${build.seconds.toFixed(0)} s)${why}.`
    const event = { type: 'build-finished', message, data: { ...taskData(task), result: build.result } } as const
    await ports.store.addBuild(record.id, build, { events: [event] })
  })
}

async function makeBuild(ports: WorkPorts, host: BuildHost, context: TaskContext): Promise<BuildFact> {
  const { store, artifacts } = ports
  const { record, facts, task, signal } = context
  const { revision, target } = task
  const clean = isClean(task)
  const about = { revision, targetKey: target.key, worker: host.name, ...(clean ? { clean } : {}) }
  // Before the work as well as when it is stored: another host may build its first one meanwhile.
  const { id, version } = await host.toolchain(target)
  const own = { targetKey: target.key, kind: 'toolchain', value: id, words: version, worker: host.name } as const
  requirePinned(await store.pins(record.id), [own])
  const checkout = await host.checkout(record.tree, revision, signal)
  if (checkout.kind !== 'ready') return { ...about, ...withoutSource(checkout, revision) }
  const name = liveLogName(record.id, taskKey(task))
  const witnesses = await watchOtherHosts(ports, context)
  return await host.build(
    { name, tree: record.tree, directory: checkout.directory, target, clean, signal },
    async ({ files, doubt, ...done }) => {
      if (doubt && !isDoubtSettled(facts, task, { ...doubt, signature: done.signature }, await witnesses()))
        throw new DoubtfulAnswer(doubt)
      const stored: StoredArtifact[] = []
      for (const [file, path] of Object.entries(files)) stored.push(await artifacts.putFile(file, path))
      return { ...about, ...done, artifacts: stored }
    },
  )
}

/** What a build comes to whose source could not be made ready, through no doing of the host. */
function withoutSource(checkout: Exclude<Checkout, { kind: 'ready' }>, { merged, reverted }: Revision) {
  const what = merged ? 'merge' : reverted ? 'revert' : 'fix'
  const isConflict = checkout.kind === 'conflict'
  const text = isConflict ? `the ${what} conflicts in ${checkout.files.join(', ')}` : checkout.reason
  return {
    result: isConflict ? ('conflict' as const) : ('failed' as const),
    signature: { kind: 'build-failed' as const, text },
    imageDigest: null,
    toolchain: '',
    toolchainId: null,
    droppedSymbols: [],
    artifacts: [],
    commands: [],
    seconds: 0,
  }
}

// A makefile may print a claim in other words each time; a machine that is short of space or memory
// does not name the same place twice.
const MOST_CLAIMS = 2

/**
 * Returns whether an ambiguous failure counts now. A failure that came to this task before for the
 * same reason does, and so does one that is known of another build of its target. What only the
 * build says of this machine counts when the same task said the very same before, or something of
 * the kind twice. Where another host could take the task, two hosts must have seen it.
 */
function isDoubtSettled(
  { infrastructureErrors, builds }: Facts,
  task: Task,
  { code, text, claimed, signature }: NonNullable<BuildDone['doubt']> & Pick<BuildDone, 'signature'>,
  witnesses: Witnesses,
): boolean {
  const errorsOf = (key: string) => (infrastructureErrors.get(key) ?? []).filter((fault) => fault.code === code)
  const before = errorsOf(taskKey(task))
  const alike = builds.filter(
    (build) =>
      build.targetKey === task.target.key && build.signature && signature && sameFailure(build.signature, signature),
  )
  const isRepeated = claimed
    ? before.length >= MOST_CLAIMS || before.some(({ message }) => message.startsWith(text))
    : before.length > 0 || alike.length > 0
  if (!isRepeated) return false
  const known = claimed ? [] : alike
  const earlier = known.flatMap((build) =>
    errorsOf(taskKeyOf({ kind: 'build', ...build, revision: revisionKey(build.revision) })),
  )
  return isSeenByEnoughHosts(
    witnesses,
    [...before, ...known, ...earlier].map(({ worker }) => worker),
  )
}
