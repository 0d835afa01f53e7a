import { constants } from 'node:fs'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InfrastructureError, type SandboxMode } from '@kbisect/exec'
import { boot } from './boot.ts'
import type { Guest } from './guest.ts'
import { type Architecture, MACHINES } from './machines.ts'

export interface KvmProbe {
  readonly architecture: Architecture
  /** An image that is known to boot, and an initramfs whose init knows `nonce`. */
  readonly image: string
  readonly initramfs: string
  readonly nonce: string
  readonly cmdline?: string
  readonly guest?: Guest
  /** Default 30. */
  readonly wallSeconds?: number
  readonly sandboxMode: SandboxMode
  readonly signal?: AbortSignal
}

/**
 * Whether KVM really boots a kernel here. `/dev/kvm` that opens proves nothing: some hosts let a
 * machine start and then hang it in its boot loader. So only a boot that ran to its test's end
 * under KVM counts.
 */
export async function probeKvm(probe: KvmProbe): Promise<boolean> {
  if (MACHINES[probe.architecture].kvmHost !== process.arch) return false
  const openable = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  )
  return openable && (await bootsUnderKvm(probe))
}

async function bootsUnderKvm(probe: KvmProbe): Promise<boolean> {
  const { architecture, image, initramfs, nonce, cmdline, guest, wallSeconds = 30, sandboxMode, signal } = probe
  const directory = await mkdtemp(join(tmpdir(), 'kbisect-kvm-'))
  const limits = { cpuSeconds: wallSeconds, wallSeconds, consoleBytes: 1 << 20 }
  const consoleLog = join(directory, 'console.log')
  let text = ''
  try {
    await boot(
      {
        architecture,
        image,
        initramfs,
        ...(cmdline ? { cmdline } : {}),
        ...(guest ? { guest } : {}),
        accelerator: 'kvm',
        limits,
        consoleLog,
        sandboxMode,
      },
      {
        ...(signal ? { signal } : {}),
        onConsole: (chunk) => {
          text += chunk.toString('latin1')
          return text.includes(`kbisect:${nonce}:exit:0`) ? 'answered' : 'continue'
        },
      },
    )
    return text.includes(`kbisect:${nonce}:exit:0`)
  } catch (error) {
    if (error instanceof InfrastructureError) return false
    throw error
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
