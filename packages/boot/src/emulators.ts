import { InfrastructureError, run } from '@kbisect/exec'
import { ARCHITECTURES, type Architecture, MACHINES } from './machines.ts'

export interface Emulator {
  readonly architecture: Architecture
  readonly program: string
  /** QEMU's version line; absent when the program is missing or does not start, and `reason` then says why. */
  readonly version?: string
  readonly reason?: string
}

const PACKAGES: Readonly<Record<Architecture, string>> = {
  arm: 'qemu-system-arm',
  arm64: 'qemu-system-arm',
  x86_64: 'qemu-system-x86',
}

const versions = new Map<string, Promise<string>>()

/**
 * The version line of an architecture's emulator; asked once per process, unless it failed.
 * @throws InfrastructureError `emulator-missing`
 */
export function emulatorVersion(architecture: Architecture): Promise<string> {
  const { emulator } = MACHINES[architecture]
  const known = versions.get(emulator)
  if (known) return known
  const asked = askVersion(architecture, emulator)
  versions.set(emulator, asked)
  asked.catch(() => versions.delete(emulator))
  return asked
}

async function askVersion(architecture: Architecture, program: string): Promise<string> {
  const missing = (message: string, cause?: unknown) =>
    new InfrastructureError('emulator-missing', message, {
      cure: `install QEMU for ${architecture} (on Debian: apt-get install ${PACKAGES[architecture]})`,
      cause,
    })
  const result = await run({ file: program, args: ['--version'] }, { deadlineSeconds: 30 }).catch((cause: unknown) => {
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
        return { architecture, program, version: await emulatorVersion(architecture) }
      } catch (error) {
        if (!(error instanceof InfrastructureError)) throw error
        return { architecture, program, reason: error.cure ? `${error.message}: ${error.cure}` : error.message }
      }
    }),
  )
}
