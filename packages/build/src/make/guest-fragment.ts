import type { Architecture } from '../toolchain/architectures.ts'
import type { Fragment } from './config-text.ts'

/** What a kernel must have drivers for, of the machine that it boots on. */
export interface GuestHardware {
  /** Default 1. */
  readonly cpus?: number
}

// What arm has room for unless told otherwise. Others have room for more than a guest can have.
const ARM_CPUS = 4

function smp(architecture: Architecture, cpus: number): string[] {
  if (cpus === 1) return []
  return ['SMP=y', ...(architecture === 'arm' && cpus > ARM_CPUS ? [`NR_CPUS=${cpus}`] : [])]
}

/**
 * Returns the built-in fragment with the options that a kernel needs to use a guest's hardware;
 * undefined where the guest has nothing but what every guest has.
 */
export function guestFragment(architecture: Architecture, { cpus = 1 }: GuestHardware = {}): Fragment | undefined {
  const settings = smp(architecture, cpus)
  if (settings.length === 0) return undefined
  return { name: 'guest', content: settings.map((setting) => `CONFIG_${setting}\n`).join('') }
}
