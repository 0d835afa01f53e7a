import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'
import { ARCHITECTURES } from './architectures.ts'
import { BuildCancelled } from './build-cancelled.ts'
import type { BuildFailure } from './build-failure.ts'
import type { Doubt } from './build-fault.ts'
import { type BuildHooks, BuildSession } from './build-session.ts'
import type { DroppedSymbol } from './config-text.ts'
import { configure } from './configure.ts'
import { keepDebugInfo } from './debug-info.ts'
import { ccacheAvailable } from './find-toolchains.ts'
import { type IdentifiedToolchain, toolchainFor } from './identify-toolchain.ts'
import { digestImage } from './image-digest.ts'
import { mendOutput, noteStart } from './mend-output.ts'
import { beginOutput, endOutput, OURS } from './output-directory.ts'
import { requireInside } from './plain-files.ts'
import { type BuildPlan, type BuildRequest, planBuild } from './plan.ts'
import { readInputs } from './read-inputs.ts'
import { seedOutput } from './seed-output.ts'
import { settleModes } from './settle-modes.ts'
import { targetKey } from './target.ts'
import type { Toolchain } from './toolchains.ts'

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

/** What came of a build. A kernel that does not compile is an answer. All paths are absolute, in the output directory. */
export type BuildAnswer =
  | (Common & {
      readonly kind: 'built'
      readonly image: string
      readonly config: string
      readonly systemMap: string
      readonly vmlinux?: string
      /** Names the kernel that boots, in hex: equal for images that differ only in what {@link digestImage} masks. */
      readonly imageDigest: string
      /** The source files that it was made from, one path a line, see {@link readInputs}; absent when the tree does not tell. */
      readonly inputs?: string
      /** For {@link findSourceLine}; absent without debug information. */
      readonly debugInfo?: string
    })
  | (Common & {
      readonly kind: 'failed'
      readonly failure: BuildFailure
      /** Set when this machine may be at fault: the answer counts when it comes again. */
      readonly doubt?: Doubt
    })

const present = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

type Outcome =
  | { readonly failure: BuildFailure; readonly doubt?: Doubt; readonly droppedSymbols: readonly DroppedSymbol[] }
  | { readonly droppedSymbols: readonly DroppedSymbol[] }

async function perform(plan: BuildPlan, request: BuildRequest, session: BuildSession): Promise<Outcome> {
  const directories = { source: request.sourceDirectory, output: request.outputDirectory }
  const failed = (during: 'config' | 'compile', droppedSymbols: readonly DroppedSymbol[]): Outcome => ({
    failure: session.failures.failure(during, directories),
    ...(session.doubt ? { doubt: session.doubt } : {}),
    droppedSymbols,
  })
  const droppedSymbols = await configure(plan, request.target, session)
  if (!droppedSymbols) return failed('config', [])
  if (!(await session.make(plan.compile))) return failed('compile', droppedSymbols)
  await requireInside(request.outputDirectory, [plan.image, plan.config, plan.systemMap, plan.vmlinux])
  if (await present(plan.image)) return { droppedSymbols }
  const message = `make succeeded but left no ${plan.image.slice(request.outputDirectory.length + 1)}`
  return { failure: { step: 'link', message }, droppedSymbols }
}

async function prepareDirectories(
  request: BuildRequest,
  { id }: IdentifiedToolchain,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!(await present(request.sourceDirectory))) {
    throw new InfrastructureError('source-missing', `there are no sources at ${request.sourceDirectory}`, {
      cure: 'check the revision out first',
    })
  }
  const key = { target: targetKey(request.target), toolchain: id }
  if (request.seedDirectory !== undefined) await seedOutput(request.outputDirectory, request.seedDirectory, id, signal)
  await beginOutput(request.outputDirectory, key)
  await noteStart(request.outputDirectory)
  if (request.ccacheDirectory !== undefined) await mkdir(request.ccacheDirectory, { recursive: true })
}

async function writeInputs({ sourceDirectory, outputDirectory }: BuildRequest): Promise<string | undefined> {
  const inputs = await readInputs(sourceDirectory, outputDirectory)
  if (!inputs) return undefined
  const path = join(outputDirectory, OURS, 'inputs')
  await rm(path, { force: true })
  await writeFile(path, `${inputs.join('\n')}\n`, { flag: 'wx' })
  return path
}

async function describeBuilt(
  plan: BuildPlan,
  request: BuildRequest,
  toolchain: Toolchain,
  signal: AbortSignal | undefined,
) {
  const directories = { source: request.sourceDirectory, output: request.outputDirectory }
  const row = ARCHITECTURES[request.target.architecture]
  const inputs = await writeInputs(request)
  const debugInfo = await keepDebugInfo(plan, request, toolchain, signal)
  return {
    kind: 'built' as const,
    image: plan.image,
    config: plan.config,
    systemMap: plan.systemMap,
    ...((await present(plan.vmlinux)) ? { vmlinux: plan.vmlinux } : {}),
    imageDigest: await digestImage(row, { ...directories, image: plan.image, config: plan.config }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(debugInfo === undefined ? {} : { debugInfo }),
  }
}

/**
 * Builds a target out of tree. The output directory is kept and used again, also after a failure and when the build was
 * cancelled; the sources are not written to.
 * @throws InfrastructureError `toolchain-missing`, `toolchain-changed`, `source-missing`, `disk-full`, `compiler-killed`, `out-of-memory`,
 * `build-timeout`, `program-missing`, `output-escapes` …; BuildCancelled when `hooks.signal` aborts.
 */
export async function build(asked: BuildRequest, hooks: BuildHooks = {}): Promise<BuildAnswer> {
  const { ccacheDirectory, ...plain } = asked
  const cached = ccacheDirectory !== undefined && (await ccacheAvailable())
  const request: BuildRequest = cached ? { ...plain, ccacheDirectory } : plain
  const toolchain = await toolchainFor(request.target, request.sandboxMode)
  const plan = planBuild(request, toolchain)
  await prepareDirectories(request, toolchain, hooks.signal)
  const session = new BuildSession(request, hooks)
  try {
    const outcome = await perform(plan, request, session).finally(() => settleModes(request.outputDirectory))
    await requireSame(toolchain, request)
    await endOutput(request.outputDirectory)
    const common = {
      droppedSymbols: outcome.droppedSymbols,
      toolchain: toolchain.version,
      toolchainId: toolchain.id,
      commands: plan.commands,
      wallSeconds: session.wallSeconds,
    }
    if ('failure' in outcome) return { kind: 'failed', ...outcome, ...common }
    return { ...(await describeBuilt(plan, request, toolchain, hooks.signal)), ...common }
  } catch (error) {
    // What cannot be mended stays marked, and the next build empties it.
    if (error instanceof BuildCancelled) await mendOutput(request.outputDirectory).catch(() => undefined)
    throw asFault(error)
  } finally {
    session.close()
  }
}

/** A package that is upgraded in the middle of a build leaves objects of both compilers: the output stays marked, and is emptied. */
async function requireSame({ id, version }: IdentifiedToolchain, { target, sandboxMode }: BuildRequest): Promise<void> {
  const now = await toolchainFor(target, sandboxMode)
  if (now.id === id) return
  throw new InfrastructureError('toolchain-changed', `the build began with ${version} and ended with ${now.version}`, {
    cure: 'nothing: the build is made again',
  })
}

// Our own reads and writes can meet a full disk too.
function asFault(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new InfrastructureError('disk-full', message, { cause: error, cure: 'free space where builds are kept' })
}
