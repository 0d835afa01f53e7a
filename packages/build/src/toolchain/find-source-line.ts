import { InfrastructureError, run, type SandboxMode } from '@kbisect/exec'
import { ARCHITECTURES, type Architecture } from './architectures.ts'
import { listPrograms } from './find-toolchains.ts'

export interface SourceLineRequest {
  readonly architecture: Architecture
  /**
   * Absolute path of an ELF file with debug information. It was made from the source under test:
   * nobody trusts it.
   */
  readonly debugInfo: string
  /** In the linked kernel. */
  readonly address: bigint
  readonly sandboxMode: SandboxMode
  readonly signal?: AbortSignal
}

const DEADLINE_SECONDS = 60
const CAPTURE_BYTES = 4096

/**
 * Programs that can read debug information for an architecture, the fittest first; the host that
 * asks need not have built it.
 */
function addr2linePrograms(architecture: Architecture, programs: ReadonlySet<string>): string[] {
  const { nativeOn, crossPrefixes } = ARCHITECTURES[architecture]
  const own = [
    ...crossPrefixes.map((prefix) => `${prefix}addr2line`),
    ...(process.arch === nativeOn ? ['addr2line'] : []),
  ]
  const llvm = [...programs].filter((name) => /^llvm-addr2line(-\d+)?$/.test(name)).sort()
  return [...own, ...llvm].filter((name) => programs.has(name))
}

/**
 * What addr2line says of an address: `/build/source/mm/cma.c:203`, or `??:0` when it does not know.
 * @throws InfrastructureError `addr2line-missing`, `addr2line-failed`
 */
export async function findSourceLine(request: SourceLineRequest): Promise<string> {
  const { architecture, debugInfo, address, sandboxMode, signal } = request
  const [file] = addr2linePrograms(architecture, await listPrograms())
  if (file === undefined) {
    throw new InfrastructureError('addr2line-missing', `there is no addr2line for ${architecture}`, {
      hint: 'install the binutils for it, or llvm',
    })
  }
  const plan = {
    file,
    args: ['-e', debugInfo, `0x${address.toString(16)}`],
    sandbox: { readOnly: [debugInfo], readWrite: [] },
  }
  const limits = { deadlineSeconds: DEADLINE_SECONDS, captureBytes: CAPTURE_BYTES, sandboxMode }
  const { exitCode, ending, stdout, stderr } = await run(plan, { ...limits, ...(signal ? { signal } : {}) })
  if (exitCode === 0) return stdout.trim()
  throw new InfrastructureError('addr2line-failed', `${file} failed (${ending}): ${stderr.trim()}`)
}
