import { InfrastructureError, run, type SandboxMode } from '@kbisect/exec'
import { ARCHITECTURES, type Architecture, MACHINES } from './machines.ts'

export interface Emulator {
  readonly architecture: Architecture
  readonly program: string
  /**
   * QEMU's version line; absent when the program is missing or does not start, and `reason` then
   * says why.
   */
  readonly version?: string
  readonly reason?: string
}

const PACKAGES: Readonly<Record<Architecture, string>> = {
  arm: 'qemu-system-arm',
  arm64: 'qemu-system-arm',
  x86_64: 'qemu-system-x86',
}

/**
 * The version line of an architecture's emulator, as boots in this sandbox see it. Asks the program
 * each time, as a host may be upgraded; takes about 0.03 s.
 * @throws InfrastructureError `emulator-missing`
 */
export async function emulatorVersion(architecture: Architecture, sandboxMode: SandboxMode): Promise<string> {
  const program = MACHINES[architecture].emulator
  const missing = (message: string, cause?: unknown) =>
    new InfrastructureError('emulator-missing', message, {
      hint: `install QEMU for ${architecture} (on Debian: apt-get install ${PACKAGES[architecture]})`,
      cause,
    })
  const plan = { file: program, args: ['--version'], sandbox: { readOnly: [], readWrite: [] } }
  const result = await run(plan, { deadlineSeconds: 30, sandboxMode }).catch((cause: unknown) => {
    throw missing(`${program} cannot be started`, cause)
  })
  const line = result.stdout.split('\n')[0]?.trim()
  if (result.exitCode !== 0 || !line)
    throw missing(`${program} --version failed: ${result.stderr.trim() || result.ending}`)
  return line
}

/** Which architectures this machine can emulate, one row for each that kbisect knows. */
export function findEmulators(): Promise<Emulator[]> {
  return Promise.all(
    ARCHITECTURES.map(async (architecture): Promise<Emulator> => {
      const program = MACHINES[architecture].emulator
      try {
        return { architecture, program, version: await emulatorVersion(architecture, 'none') }
      } catch (error) {
        if (!(error instanceof InfrastructureError)) throw error
        return { architecture, program, reason: error.hint ? `${error.message}: ${error.hint}` : error.message }
      }
    }),
  )
}
