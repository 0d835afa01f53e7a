import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type KvmProbe, probeKvm } from '@kbisect/boot'
import type { Architecture } from '@kbisect/contracts'
import type { SandboxMode } from '@kbisect/exec'

/** Whether KVM is used for an architecture: only after a kernel that boots without it has booted with it. */
export interface KvmTrust {
  trusted(architecture: Architecture): boolean
  /** Tells of a kernel that just booted without KVM; the first one of an architecture is tried with it, in the background. */
  learn(good: Pick<KvmProbe, 'architecture' | 'image' | 'initramfs' | 'nonce' | 'cmdline'>): void
}

/** KVM is never used. */
export const noKvm: KvmTrust = { trusted: () => false, learn: () => {} }

/** Finds out by trial. The kernel's files are copied first, as they are gone when the boot that showed them good ends. */
export function learnKvmTrust(options: {
  readonly workDirectory: string
  readonly sandboxMode: SandboxMode
  readonly onAnswer: (architecture: Architecture, trusted: boolean) => void
  readonly onError: (error: unknown) => void
}): KvmTrust {
  const known = new Map<Architecture, boolean>()
  const probe = async (good: Parameters<KvmTrust['learn']>[0]) => {
    await mkdir(options.workDirectory, { recursive: true })
    const directory = await mkdtemp(join(options.workDirectory, 'kvm-'))
    try {
      const image = join(directory, 'image')
      const initramfs = join(directory, 'initramfs')
      await Promise.all([copyFile(good.image, image), copyFile(good.initramfs, initramfs)])
      const trusted = await probeKvm({ ...good, image, initramfs, sandboxMode: options.sandboxMode })
      known.set(good.architecture, trusted)
      options.onAnswer(good.architecture, trusted)
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }
  return {
    trusted: (architecture) => known.get(architecture) ?? false,
    learn(good) {
      if (known.has(good.architecture)) return
      known.set(good.architecture, false)
      probe(good).catch(options.onError)
    },
  }
}
