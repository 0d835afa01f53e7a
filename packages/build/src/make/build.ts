import { InfrastructureError } from '@kbisect/exec'
import { beginOutput, emptyOutput, endOutput } from '../output/output-directory.ts'
import { OutputRefused } from '../output/output-refused.ts'
import { pathExists } from '../output/path-exists.ts'
import { noteStart, repairOutput } from '../output/repair-output.ts'
import { seedOutput } from '../output/seed-output.ts'
import { settleModes } from '../output/settle-modes.ts'
import { prepareCache } from '../toolchain/compiler-cache.ts'
import { ccacheAvailable } from '../toolchain/find-toolchains.ts'
import type { BuildFailure } from './build-failure.ts'
import type { Doubt } from './build-fault.ts'
import { BuildCancelled, type BuildHooks, BuildSession } from './build-session.ts'
import type { DroppedSymbol } from './config-text.ts'
import { configure } from './configure.ts'
import { type Built, describeBuilt } from './describe-built.ts'
import { OutputTooLarge } from './host-watch.ts'
import { type IdentifiedToolchain, toolchainFor } from './identify-toolchain.ts'
import { type BuildPlan, type BuildRequest, planBuild } from './plan.ts'
import { targetKey } from './target.ts'
import { BuildHung } from './timeout-cause.ts'

interface Common {
  readonly droppedSymbols: readonly DroppedSymbol[]
  /** The compiler's own words about its version. */
  readonly toolchain: string
  /** See {@link IdentifiedToolchain}. */
  readonly toolchainId: string
  /** As a person would paste them. */
  readonly commands: readonly string[]
  readonly wallSeconds: number
}

/** What came of a build. A kernel that does not compile is an answer. */
export type BuildAnswer =
  | (Common & Built)
  | (Common & {
      readonly kind: 'failed'
      readonly failure: BuildFailure
      /** Set when this machine may be at fault: the answer counts when it comes again. */
      readonly doubt?: Doubt
    })

/** What make came to; `sound` says whether the next build may go on from what it left. */
type Made = { readonly droppedSymbols: readonly DroppedSymbol[]; readonly sound: boolean } & (
  | { readonly failure: BuildFailure; readonly doubt?: Doubt }
  | { readonly failure?: undefined; readonly doubt?: undefined }
)

// A hang may be a matter of chance: the first time is ambiguous.
const HUNG = {
  code: 'build-hung',
  hint: 'raise KBISECT_BUILD_TIMEOUT_SECONDS if builds of this target need more time; read the end of the log',
}

// The output can also be large because of what earlier revisions left in it: the first time is
// ambiguous, and the second try begins with an empty directory.
const TOO_LARGE = {
  code: 'build-too-large',
  hint: 'raise KBISECT_BUILD_SIZE_LIMIT_BYTES if builds of this target need more',
}

async function perform(plan: BuildPlan, request: BuildRequest, session: BuildSession): Promise<Made> {
  const directories = { source: request.sourceDirectory, output: request.outputDirectory }
  let during: 'config' | 'compile' = 'config'
  let droppedSymbols: readonly DroppedSymbol[] = []
  try {
    const settled = await configure(plan, request.target, session)
    if (settled) {
      during = 'compile'
      droppedSymbols = settled
      if (await session.make(plan.compile)) return { droppedSymbols, sound: true }
    }
    const { doubt } = session
    const failure = session.failures.failure(during, directories)
    // What may have been killed or cut off is not built upon: the next try begins from nothing.
    return { failure, ...(doubt ? { doubt } : {}), droppedSymbols, sound: !doubt }
  } catch (error) {
    const failed = ({ message }: Error, why?: Omit<Doubt, 'text'>): Made => ({
      failure: { step: during, message },
      ...(why ? { doubt: { ...why, text: message } } : {}),
      droppedSymbols,
      // What was cut off is not built upon.
      sound: false,
    })
    if (error instanceof OutputRefused) return failed(error)
    if (error instanceof BuildHung) return failed(error, HUNG)
    if (!(error instanceof OutputTooLarge)) throw error
    await emptyOutput(request.outputDirectory)
    return failed(error, TOO_LARGE)
  }
}

/** Whatever comes of it, no set-id program is left when no process of the build is. */
async function performAndSettle(plan: BuildPlan, request: BuildRequest, session: BuildSession): Promise<Made> {
  try {
    return await perform(plan, request, session)
  } finally {
    await settleModes(request.outputDirectory)
  }
}

async function prepareDirectories(
  request: BuildRequest,
  { id }: IdentifiedToolchain,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!(await pathExists(request.sourceDirectory))) {
    throw new InfrastructureError('source-missing', `there are no sources at ${request.sourceDirectory}`, {
      hint: 'check the revision out first',
    })
  }
  const key = { target: targetKey(request.target), toolchain: id }
  if (request.clean) await emptyOutput(request.outputDirectory, signal)
  else if (request.seedDirectory !== undefined)
    await seedOutput(request.outputDirectory, request.seedDirectory, id, signal)
  await beginOutput(request.outputDirectory, key, signal)
  await noteStart(request.outputDirectory)
  if (request.ccacheDirectory !== undefined) await prepareCache(request.ccacheDirectory)
}

/**
 * Builds a target out of tree. What is kept of it lies in `<outputDirectory>.results` until the
 * next build. The output directory is kept and used again, also after a failure and when the build
 * was cancelled; the sources are not written to.
 * @throws InfrastructureError `toolchain-missing`, `toolchain-changed`, `source-missing`,
 * `disk-full`, `compiler-killed`, `out-of-memory`, `build-timeout`, `program-missing` …;
 * BuildCancelled when `hooks.signal` aborts.
 */
export async function build(asked: BuildRequest, hooks: BuildHooks = {}): Promise<BuildAnswer> {
  const { ccacheDirectory, ...plain } = asked
  const cached = ccacheDirectory !== undefined && !asked.clean && (await ccacheAvailable())
  const request: BuildRequest = cached ? { ...plain, ccacheDirectory } : plain
  const toolchain = await toolchainFor(request.target, request.sandboxMode)
  const plan = planBuild(request, toolchain)
  await prepareDirectories(request, toolchain, hooks.signal)
  const session = new BuildSession(request, hooks)
  try {
    const made = await performAndSettle(plan, request, session)
    await requireSame(toolchain, request)
    const common = {
      droppedSymbols: made.droppedSymbols,
      toolchain: toolchain.version,
      toolchainId: toolchain.id,
      commands: plan.commands,
    }
    const { failure, doubt, sound } = made
    const outcome = failure
      ? { kind: 'failed' as const, failure, ...(doubt ? { doubt } : {}) }
      : await describeBuilt(plan, request, toolchain, hooks.signal)
    // What make called a success and is none must not be built upon: it stays marked, and the next
    // build empties it.
    if (sound && (failure || outcome.kind === 'built')) await endOutput(request.outputDirectory)
    return { ...outcome, ...common, wallSeconds: session.wallSeconds }
  } catch (error) {
    // What cannot be fixed stays marked, and the next build empties it.
    if (error instanceof BuildCancelled) await repairOutput(request.outputDirectory).catch(() => undefined)
    const fault = asFault(error)
    // Half a build is of no use, and other builds need its space.
    if (isFull(fault)) await emptyOutput(request.outputDirectory).catch(() => undefined)
    throw fault
  } finally {
    await session.close()
  }
}

/**
 * A package that is upgraded in the middle of a build leaves objects of both compilers: the output
 * stays marked, and is emptied.
 */
async function requireSame({ id, version }: IdentifiedToolchain, { target, sandboxMode }: BuildRequest): Promise<void> {
  const now = await toolchainFor(target, sandboxMode)
  if (now.id === id) return
  throw new InfrastructureError('toolchain-changed', `the build began with ${version} and ended with ${now.version}`, {
    hint: 'nothing: the build is made again',
  })
}

const isFull = (error: unknown): boolean => error instanceof InfrastructureError && error.code === 'disk-full'

// Our own reads and writes can meet a full disk too.
function asFault(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new InfrastructureError('disk-full', message, { cause: error, hint: 'free space where builds are kept' })
}
