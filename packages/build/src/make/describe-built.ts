import { InfrastructureError } from '@kbisect/exec'
import type { Toolchain } from '../toolchain/toolchains.ts'
import type { BuildFailure } from './build-failure.ts'
import type { Doubt } from './build-fault.ts'
import { LARGEST_DEBUG_INFO } from './debug-info.ts'
import { inspectInSandbox, resultFile } from './inspect-in-sandbox.ts'
import { RESULTS } from './inspect-output.ts'
import type { BuildPlan, BuildRequest } from './plan.ts'

/** What is kept of a build. All paths are absolute, in the results directory beside the output. */
export interface Built {
  readonly kind: 'built'
  readonly image: string
  readonly config: string
  readonly systemMap: string
  /**
   * Names the kernel that boots, in hex: equal for images that differ only in what `digestImage`
   * masks.
   */
  readonly imageDigest: string
  /**
   * The source files that it was made from, one path a line, see `readInputs`; absent when the tree
   * does not name them.
   */
  readonly inputs?: string
  /** For `findSourceLine`; absent without debug information. */
  readonly debugInfo?: string
}

/** A build that make called a success and whose output is none. */
export interface NotBuilt {
  readonly kind: 'failed'
  readonly failure: BuildFailure
  readonly doubt?: Doubt
}

/**
 * Reads what make left. What is there but is no output of a kernel build is the tree's own failure.
 * @throws InfrastructureError, BuildCancelled
 */
export async function describeBuilt(
  plan: BuildPlan,
  request: BuildRequest,
  toolchain: Toolchain,
  signal: AbortSignal | undefined,
): Promise<Built | NotBuilt> {
  const results = `${request.outputDirectory}.results`
  const { image, config, systemMap, vmlinux } = plan
  const { sourceDirectory: source, outputDirectory: output, sandboxMode } = request
  const found = await inspectInSandbox(
    { architecture: request.target.architecture, source, output, image, config, systemMap, vmlinux, results },
    toolchain,
    { sandboxMode, ...(signal ? { signal } : {}) },
  )
  const failed = (message: string): NotBuilt => ({
    kind: 'failed',
    failure: { step: 'link', message: message.slice(0, 500) },
  })
  if (found.kind === 'missing') return failed(`make succeeded but left no ${found.path}`)
  if (found.kind === 'refused') return failed(found.message)
  if (found.kind === 'exhausted') return { ...failed(found.doubt.text), doubt: found.doubt }
  const file = async (name: string): Promise<string> => {
    const path = await resultFile(results, name)
    if (path !== undefined) return path
    throw new InfrastructureError('inspection-failed', `${results} has no ${name} although the build left one`)
  }
  const inputs = found.hasInputs ? await file(RESULTS.inputs) : undefined
  const debugInfo = found.hasDebugInfo ? await resultFile(results, RESULTS.debugInfo, LARGEST_DEBUG_INFO) : undefined
  return {
    kind: 'built',
    image: await file(RESULTS.image),
    config: await file(RESULTS.config),
    systemMap: await file(RESULTS.systemMap),
    imageDigest: found.imageDigest,
    ...(inputs === undefined ? {} : { inputs }),
    ...(debugInfo === undefined ? {} : { debugInfo }),
  }
}
