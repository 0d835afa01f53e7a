import type {
  BisectionRequest,
  BisectionResult,
  BisectionStage,
  BisectionState,
  CommitPages,
  Override,
  Run,
  Target,
} from '@kbisect/contracts'
import type { RunResult, Signature } from '@kbisect/verdict'
import type { OwnWatch, WatchCheck } from './watch-check.ts'

/**
 * A source to build: a commit as it is, or with another one reverted, applied on top or merged into
 * it.
 */
export interface Revision {
  readonly commit: string
  readonly reverted?: string
  /**
   * A later commit whose change is applied on top, so that a region that does not build can be
   * tested.
   */
  readonly patched?: string
  /** A commit that is merged into it, as git does without asking. */
  readonly merged?: string
}

/** A bisection as it stands in the store. */
export interface BisectionRecord {
  readonly id: string
  readonly tree: { readonly id: string; readonly name: string } & CommitPages
  readonly request: BisectionRequest
  /** The main target first, then the further targets. */
  readonly targets: readonly Target[]
  readonly good: { readonly ref: string; readonly hash: string }
  readonly bad: { readonly ref: string; readonly hash: string }
  /** Empty when good is an ancestor of bad. */
  readonly mergeBases: readonly string[]
  readonly title: string
  /** The branch in which it was seen, where known. */
  readonly branch: string | null
  readonly state: BisectionState
  readonly stage: BisectionStage
  readonly cancelRequested: boolean
  readonly pauseReason: string | null
  /** Infrastructure errors before this moment are forgiven; absent until somebody resumed it. */
  readonly resumedAt?: Date
  /** How often it was reopened after it had finished. */
  readonly reopenings: number
  readonly commits: number
  readonly candidatesLeft: number
  readonly result: BisectionResult | null
  /** Undefined until the failure is known and its trace was looked up. */
  readonly suspects?: Suspects
  /** It only tests one revision of a watch so far; absent: it searches. */
  readonly check?: WatchCheck
  /** The watch that began it; absent: it was asked for. */
  readonly watch?: OwnWatch
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

export interface DroppedSymbol {
  readonly symbol: string
  readonly wanted: string
  readonly got: string
  readonly fragment: string
}

export interface StoredArtifact {
  readonly name: string
  readonly digest: string
  readonly bytes: number
}

/**
 * What came of building a revision for a target. `conflict`: what was to be reverted, applied or
 * merged did not apply.
 */
export interface BuildFact {
  readonly revision: Revision
  readonly targetKey: string
  /**
   * Made from an empty output directory and without a compiler cache; absent: as fast as it can be
   * made.
   */
  readonly clean?: boolean
  readonly result: 'built' | 'failed' | 'conflict'
  readonly signature: Signature | null
  /**
   * sha-256 of what boots, with what differs from build to build masked: equal digests mean the
   * same kernel.
   */
  readonly imageDigest: string | null
  /** The compiler's version line; empty where none ran. */
  readonly toolchain: string
  /**
   * sha-256 of what compiler, assembler and linker say of themselves; null: no compiler ran, or it
   * was stored before ids were.
   */
  readonly toolchainId: string | null
  readonly droppedSymbols: readonly DroppedSymbol[]
  /**
   * `image`, `config`, `system-map`, `inputs` (the source files that went into the image, one path
   * a line), `debug-info` (for addr2line, where the kernel has it), `log`.
   */
  readonly artifacts: readonly StoredArtifact[]
  readonly commands: readonly string[]
  readonly worker: string
  readonly seconds: number
}

/** What one boot showed. */
export interface RunFact {
  readonly revision: Revision
  readonly targetKey: string
  /** 1, 2, 3 … for each revision and target, whichever image of it was booted. */
  readonly attempt: number
  /**
   * Digest of the image that was booted; absent or null: stored before this was noted, when a
   * revision had one image.
   */
  readonly image?: string | null
  readonly result: RunResult
  readonly log: string | null
  readonly logBytes: number
  readonly command: string
  /** The emulator's version line, with the distribution's revision. */
  readonly emulator: string
  readonly accelerator: Run['accelerator']
  readonly worker: string
  readonly cpuSeconds: number
  readonly seconds: number
  /** Hosts that were to leave this run to others; absent: none. */
  readonly avoided?: readonly string[]
  /** When it was stored; absent before that. */
  readonly finishedAt?: Date
}

/** One time that a task failed with infrastructure errors. */
export interface InfrastructureErrorFact {
  /** Stable name of what went wrong: `disk-full`, `emulator-killed` … */
  readonly code: string
  /** For people, with the hint where one is known. */
  readonly message: string
  /** Name of the host on which it happened. */
  readonly worker: string
}

/**
 * A verdict that a person set on a commit of the range, for the main target. Until it is taken
 * back, runs of that commit count for nothing.
 */
export interface OverrideFact {
  readonly commit: string
  readonly verdict: Override['verdict']
  /** Name of the token with which it was set. */
  readonly by: string
  readonly why: string
}

/** That a person wants a commit run again on the main target. */
export interface RerunFact {
  readonly commit: string
  /** How many runs of it there shall be then. */
  readonly runs: number
}

/**
 * Everything that was found out so far. It is the only state that a decision rests on, and
 * append-only but for what people set.
 */
export interface Facts {
  readonly builds: readonly BuildFact[]
  readonly runs: readonly RunFact[]
  /**
   * Faults of our own machinery per task key, in their order, those before the last resume left
   * out.
   */
  readonly infrastructureErrors: ReadonlyMap<string, readonly InfrastructureErrorFact[]>
  /** When the last of `faults` was stored, by task key. */
  readonly failedAt?: ReadonlyMap<string, Date>
  /** At most one for each commit. */
  readonly overrides: readonly OverrideFact[]
  /** In the order in which they were asked for. */
  readonly reruns: readonly RerunFact[]
}

/** A commit of the range, parents before children. */
export interface RangeCommit {
  readonly hash: string
  readonly parents: readonly string[]
  readonly committedAt: number
  readonly authoredAt: number
  readonly authorName: string
  readonly authorEmail: string
  readonly subject: string
  /**
   * The files it changes, relative to the source; absent for merges, roots and commits that were
   * not looked at.
   */
  readonly paths?: readonly string[]
}

/**
 * Where the failure's call trace points: functions with the source files that define them. Found
 * once, when the failure is known.
 */
export interface Suspects {
  readonly functions: readonly { readonly name: string; readonly files: readonly string[] }[]
}

/** A task that waits in the queue or is being done. */
export interface PendingTask {
  /** {@link taskKey} of the task. */
  readonly key: string
  /** Seconds since a worker took it; undefined while it waits. */
  readonly seconds: number | undefined
}

/** Slots that could take a task at once, over all hosts that live. */
export interface IdleSlots {
  readonly build: number
  readonly boot: number
  /** Hosts that live and can boot the architecture, idle or not; absent: not known. */
  readonly hosts?: readonly string[]
}

/**
 * A build or a boot that is wanted. Its key says what it does, so that asking twice is harmless.
 */
export type Task =
  | {
      readonly kind: 'build'
      readonly revision: Revision
      readonly target: Target
      /** See {@link BuildFact.clean}. */
      readonly clean?: boolean
    }
  | {
      readonly kind: 'boot'
      readonly revision: Revision
      readonly target: Target
      readonly attempt: number
      /** Hosts that should leave it to others: it ran there. No part of what the task is. */
      readonly avoid?: readonly string[]
    }

/**
 * `abc…`, then `~def…` when def is reverted on top of abc, `+def…` when it is applied on top,
 * `&def…` when it is merged.
 */
export function revisionKey({ commit, reverted, patched, merged }: Revision): string {
  return `${commit}${reverted ? `~${reverted}` : ''}${patched ? `+${patched}` : ''}${merged ? `&${merged}` : ''}`
}

/** The inverse of {@link revisionKey}. */
export function parseRevisionKey(key: string): Revision {
  const [, commit = '', reverted, patched, merged] = /^([^~+&]*)(?:~([^+&]+))?(?:\+([^&]+))?(?:&(.+))?$/.exec(key) ?? []
  return { commit, ...(reverted ? { reverted } : {}), ...(patched ? { patched } : {}), ...(merged ? { merged } : {}) }
}

/** Returns whether it is a build from an empty output directory and without a compiler cache. */
export const isClean = (task: Task): boolean => task.kind === 'build' && task.clean === true

/** The task's name in the queue and in the list of faults. */
export function taskKey(task: Task): string {
  const { kind, revision, target } = task
  const parts = { revision: revisionKey(revision), targetKey: target.key }
  if (kind === 'boot') return taskKeyOf({ kind, ...parts, attempt: task.attempt })
  return taskKeyOf({ kind, ...parts, clean: task.clean })
}

/** {@link taskKey} from the parts that the queue has; `revision` is a {@link revisionKey}. */
export function taskKeyOf(
  parts:
    | {
        readonly kind: 'build'
        readonly revision: string
        readonly targetKey: string
        readonly clean?: boolean | undefined
      }
    | { readonly kind: 'boot'; readonly revision: string; readonly targetKey: string; readonly attempt: number },
): string {
  const what = `${parts.revision}.${parts.targetKey}`
  if (parts.kind === 'boot') return `boot.${what}.${parts.attempt}`
  return parts.clean ? `build.${what}.clean` : `build.${what}`
}

/** The image that a build left, by its digest; undefined where it left none. */
export function imageOf({ result, artifacts, imageDigest }: BuildFact): string | undefined {
  if (result !== 'built') return undefined
  return artifacts.find(({ name }) => name === 'image')?.digest ?? imageDigest ?? undefined
}

const HASH = '[0-9a-f]{40,64}'

/**
 * What {@link taskKey} makes, as a regular expression of a whole text: nothing that could leave a
 * directory.
 */
export const TASK_KEY_PATTERN = `^(build|boot)\\.${HASH}(~${HASH})?(\\+${HASH})?(&${HASH})?\\.[0-9a-f]{16}(\\.([0-9]{1,6}|clean))?$`

/** Names the output of a task while a worker works on it; fit for a file name. */
export function liveLogName(bisectionId: string, task: string): string {
  return `${bisectionId}.${task}.log`
}
