import { findEmulators } from '@kbisect/boot'
import { findToolchains } from '@kbisect/build'
import { architectures } from '@kbisect/contracts/words'
import type { Finding } from './finding.ts'

/** Whether this machine can build and boot kernels of one architecture. */
export interface ArchitectureFinding {
  readonly architecture: string
  readonly builds: boolean
  readonly boots: boolean
  /** Of the toolchains and of the emulator. */
  readonly findings: readonly Finding[]
}

type Toolchain = Awaited<ReturnType<typeof findToolchains>>[number]
type Emulator = Awaited<ReturnType<typeof findEmulators>>[number]

// Debian's packages with the compiler that a family starts from.
const GCC_PACKAGES: Readonly<Record<string, string>> = {
  arm: 'gcc-arm-linux-gnueabi',
  arm64: 'gcc-aarch64-linux-gnu',
  x86_64: 'gcc-x86-64-linux-gnu',
}
const HARD_FLOAT = 'arm-linux-gnueabihf-'
const NEEDS_SOFT_FLOAT = 'kernels before 5.17 build with the soft-float compiler only'
const QEMU_PACKAGES: Readonly<Record<string, string>> = {
  arm: 'qemu-system-arm',
  arm64: 'qemu-system-arm',
  x86_64: 'qemu-system-x86',
}

/** Looks for compilers and emulators, architecture by architecture. */
export async function examineArchitectures(): Promise<ArchitectureFinding[]> {
  const [toolchains, emulators] = await Promise.all([findToolchains(), findEmulators()])
  return architectures.map((architecture) =>
    judgeArchitecture(
      architecture,
      toolchains.filter((one) => one.architecture === architecture),
      emulators.find((one) => one.architecture === architecture),
    ),
  )
}

/**
 * One architecture. One complete toolchain is enough to build; the others are told, and are no
 * fault when they lack something.
 */
export function judgeArchitecture(
  architecture: string,
  toolchains: readonly Pick<Toolchain, 'name' | 'version' | 'prefix' | 'complete' | 'missing'>[],
  emulator: Pick<Emulator, 'program' | 'version' | 'reason'> | undefined,
): ArchitectureFinding {
  const builds = toolchains.some(({ complete }) => complete)
  const boots = emulator?.version !== undefined
  const compilers = toolchains.map(({ name, version, prefix, complete, missing }): Finding => {
    if (complete && prefix === HARD_FLOAT && name === 'gcc')
      return {
        name,
        state: 'limited',
        detail: `${version}; ${NEEDS_SOFT_FLOAT}`,
        hint: `apt-get install ${GCC_PACKAGES.arm}`,
      }
    if (complete) return { name, state: 'ok', detail: version }
    const detail = `lacks ${missing.join(', ')}`
    return { name, state: builds ? 'limited' : 'missing', detail, hint: toolchainHint(architecture, name) }
  })
  const machine: Finding = boots
    ? { name: emulator.program, state: 'ok', detail: emulator.version ?? '' }
    : {
        name: emulator?.program ?? 'QEMU',
        state: 'missing',
        detail: 'not installed',
        hint: `apt-get install ${QEMU_PACKAGES[architecture] ?? 'qemu-system'}`,
      }
  return { architecture, builds, boots, findings: [...compilers, machine] }
}

function toolchainHint(architecture: string, name: string): string {
  const host = 'build-essential bc bison flex libssl-dev libelf-dev'
  if (name.startsWith('clang')) return `apt-get install ${host} clang lld llvm`
  const native = { x64: 'x86_64', arm64: 'arm64', arm: 'arm' }[process.arch as string] === architecture
  return `apt-get install ${host}${native ? '' : ` ${GCC_PACKAGES[architecture] ?? ''}`}`
}
