import { findEmulators } from '@kbisect/boot'
import { findToolchains, toolchainWords } from '@kbisect/build'
import type { Architecture } from '@kbisect/contracts'

/** For which architectures this machine can build and boot. */
export interface Abilities {
  readonly build: readonly Architecture[]
  readonly boot: readonly Architecture[]
  /** What it builds with, in words. */
  readonly toolchains: readonly string[]
}

/** Looks for toolchains and emulators, so that a host is only given what it can do. */
export async function findAbilities(): Promise<Abilities> {
  const [toolchains, emulators] = await Promise.all([findToolchains(), findEmulators()])
  const build = toolchains.filter((toolchain) => toolchain.complete).map((toolchain) => toolchain.architecture)
  const boot = emulators.filter((emulator) => emulator.version !== undefined).map((emulator) => emulator.architecture)
  return { build: [...new Set(build)], boot: [...new Set(boot)], toolchains: toolchainWords(toolchains) }
}
