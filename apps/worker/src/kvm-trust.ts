import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type KvmProbe, probeKvm } from '@kbisect/boot'
import type { Architecture } from '@kbisect/contracts'
import type { SandboxMode } from '@kbisect/exec'

type Good = Pick<KvmProbe, 'architecture' | 'image' | 'initramfs' | 'nonce' | 'cmdline' | 'guest'>

/**
 * Whether KVM is used for an architecture: only after a kernel that boots without it has booted
 * with it.
 */
export interface KvmTrust {
  /** May take as long as a boot, the first time after a start. Never rejects. */
  trusted(architecture: Architecture): Promise<boolean>
  /**
   * Takes a kernel that just booted without KVM; the first one of an architecture is tried with it,
   * in the background.
   */
  learn(good: Good): void
}

/** KVM is never used. */
export const noKvm: KvmTrust = { trusted: async () => false, learn: () => {} }

export interface KvmTrustOptions {
  /** Where this host keeps kernels that boot, one for each architecture. */
  readonly directory: string
  readonly sandboxMode: SandboxMode
  readonly onAnswer: (architecture: Architecture, trusted: boolean) => void
  readonly onError: (error: unknown) => void
  /** Default: {@link probeKvm}. */
  readonly probe?: (kernel: KvmProbe) => Promise<boolean>
}

/**
 * Finds out by trial. The kernel of a trial is kept: a bisection whose runs are made with KVM needs
 * it again after a restart of the worker, when none has booted without it yet.
 */
export function learnKvmTrust(options: KvmTrustOptions): KvmTrust {
  const { sandboxMode, onAnswer, onError, probe = probeKvm } = options
  const known = new Map<Architecture, boolean>()
  const trials = new Map<Architecture, Promise<void>>()
  const placeOf = (architecture: Architecture) => join(options.directory, architecture)
  const attempt = (architecture: Architecture, act: () => Promise<void>): Promise<void> => {
    const running = trials.get(architecture) ?? act().catch(onError)
    trials.set(architecture, running)
    return running
  }
  const tryKept = async (architecture: Architecture) => {
    const kept = await readKept(placeOf(architecture))
    if (!kept) return void trials.delete(architecture)
    const trusted = await probe({ ...kept, architecture, sandboxMode })
    // Where it hangs, the next start need not wait for it again.
    if (!trusted) await rm(placeOf(architecture), { recursive: true, force: true })
    known.set(architecture, trusted)
    onAnswer(architecture, trusted)
  }
  return {
    async trusted(architecture) {
      if (!known.has(architecture)) await attempt(architecture, () => tryKept(architecture))
      return known.get(architecture) ?? false
    },
    learn(good) {
      const { architecture } = good
      if (known.has(architecture) || trials.has(architecture)) return
      known.set(architecture, false)
      void attempt(architecture, async () => {
        await keep(placeOf(architecture), good)
        await tryKept(architecture)
      })
    },
  }
}

/**
 * Copies a kernel's files, which are gone when the boot that showed it good revisions. What tells
 * of them is written last.
 */
async function keep(directory: string, { image, initramfs, nonce, cmdline, guest }: Good): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  await Promise.all([copyFile(image, join(directory, 'image')), copyFile(initramfs, join(directory, 'initramfs'))])
  const file = join(directory, 'kernel.json')
  await writeFile(`${file}.new`, JSON.stringify({ nonce, cmdline, guest }))
  await rename(`${file}.new`, file)
}

async function readKept(directory: string): Promise<Omit<Good, 'architecture'> | undefined> {
  const text = await readFile(join(directory, 'kernel.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (text === undefined) return undefined
  const told = JSON.parse(text) as Pick<Good, 'nonce' | 'cmdline' | 'guest'>
  const files = { image: join(directory, 'image'), initramfs: join(directory, 'initramfs') }
  return { ...files, ...told }
}
