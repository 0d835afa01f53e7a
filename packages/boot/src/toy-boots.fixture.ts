import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { TOY_SOURCES } from '@kbisect/testing'
import { writeInitramfs } from './initramfs.ts'
import type { Architecture } from './machines.ts'
import type { BootHooks, BootLimits, BootRequest } from './request.ts'

export const NONCE = 'n0nce-1234'

const TOY: Record<Architecture, { arch: string; cross: string; image: string }> = {
  arm: { arch: 'arm', cross: 'arm-linux-gnueabi-', image: 'zImage' },
  arm64: { arch: 'arm64', cross: 'aarch64-linux-gnu-', image: 'Image' },
  x86_64: { arch: 'x86', cross: '', image: 'bzImage' },
}

/** What differs from a plain request for a boot of a toy. */
export interface ToyChange extends Partial<Omit<BootRequest, 'limits'>> {
  limits?: Partial<BootLimits>
}

/** Toy kernels to boot, each built when it is asked for, in a directory of their own. */
export class ToyBoots {
  readonly directory = mkdtempSync(join(tmpdir(), 'kbisect-boot-'))

  async prepare(): Promise<void> {
    chmodSync(this.directory, 0o755)
    writeFileSync(join(this.directory, 'busybox'), 'the toy has no user space')
    const options = { busybox: join(this.directory, 'busybox'), nonce: NONCE, test: { kind: 'boot' } } as const
    await writeInitramfs({ ...options, file: join(this.directory, 'initramfs') })
  }

  /** The image of a toy that does what `toy_<behaviour>()` does while it starts. */
  async image(architecture: Architecture, behaviour: string): Promise<string> {
    const { arch, cross, image } = TOY[architecture]
    const source = join(this.directory, `${arch}-${behaviour}`)
    const file = join(source, 'arch', arch, 'boot', image)
    if (existsSync(file)) return file
    cpSync(TOY_SOURCES, source, { recursive: true })
    const slot = join(source, 'arch', arch, 'mm', 'init.c')
    writeFileSync(slot, readFileSync(slot, 'utf8').replace('toy_good(', `toy_${behaviour}(`))
    const built = await run({
      file: 'make',
      args: ['-C', source, `ARCH=${arch}`, `CROSS_COMPILE=${cross}`, 'tinyconfig', image],
    })
    if (built.exitCode !== 0) throw new Error(built.stderr)
    return file
  }

  async request(architecture: Architecture, behaviour: string, change: ToyChange = {}): Promise<BootRequest> {
    const { limits, ...rest } = change
    return {
      architecture,
      image: rest.image ?? (await this.image(architecture, behaviour)),
      initramfs: join(this.directory, 'initramfs'),
      cmdline: `kbisect.nonce=${NONCE}`,
      accelerator: 'tcg',
      consoleLog: join(this.directory, 'console.log'),
      sandboxMode: 'bwrap',
      ...rest,
      limits: { cpuSeconds: 60, wallSeconds: 250, consoleBytes: 1 << 20, ...limits },
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true })
  }
}

/** Hooks that keep the console's text, and have the answer when a word is in it. */
export const listen = (word = '\0'): BootHooks & { text: string } => ({
  text: '',
  onConsole(chunk) {
    this.text += chunk.toString('latin1')
    return this.text.includes(word) ? 'answered' : 'continue'
  },
})
