import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, treePids } from '@kbisect/exec'
import { TOY_SOURCES } from '@kbisect/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boot } from './boot.ts'
import { findEmulators } from './emulators.ts'
import { writeInitramfs } from './initramfs.ts'
import { ARCHITECTURES, type Architecture } from './machines.ts'
import { probeKvm } from './probe-kvm.ts'
import type { BootHooks, BootLimits, BootRequest } from './request.ts'

const NONCE = 'n0nce-1234'
const TOY: Record<Architecture, { arch: string; cross: string; image: string }> = {
  arm: { arch: 'arm', cross: 'arm-linux-gnueabihf-', image: 'zImage' },
  arm64: { arch: 'arm64', cross: 'aarch64-linux-gnu-', image: 'Image' },
  x86_64: { arch: 'x86', cross: '', image: 'bzImage' },
}

let directory: string
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-boot-'))
  chmodSync(directory, 0o755)
  writeFileSync(join(directory, 'busybox'), 'the toy has no user space')
  const options = { busybox: join(directory, 'busybox'), nonce: NONCE, test: { kind: 'boot' } } as const
  await writeInitramfs({ ...options, file: join(directory, 'initramfs') })
})
afterAll(() => rmSync(directory, { recursive: true }))

/** The toy kernel's image that does what `toy_<behaviour>()` does while it starts. */
async function image(architecture: Architecture, behaviour: string): Promise<string> {
  const { arch, cross, image } = TOY[architecture]
  const source = join(directory, `${arch}-${behaviour}`)
  const file = join(source, 'arch', arch, 'boot', image)
  if (existsSync(file)) return file
  cpSync(TOY_SOURCES, source, { recursive: true })
  const slot = join(source, 'arch', arch, 'mm', 'init.c')
  writeFileSync(slot, readFileSync(slot, 'utf8').replace('toy_good(', `toy_${behaviour}(`))
  const built = await run({
    file: 'make',
    args: ['-C', source, `ARCH=${arch}`, `CROSS_COMPILE=${cross}`, 'tinyconfig', image],
  })
  expect(built, built.stderr).toMatchObject({ exitCode: 0 })
  return file
}

interface Change extends Partial<Omit<BootRequest, 'limits'>> {
  limits?: Partial<BootLimits>
}

async function request(architecture: Architecture, behaviour: string, change: Change = {}): Promise<BootRequest> {
  const { limits, ...rest } = change
  return {
    architecture,
    image: rest.image ?? (await image(architecture, behaviour)),
    initramfs: join(directory, 'initramfs'),
    cmdline: `kbisect.nonce=${NONCE}`,
    accelerator: 'tcg',
    consoleLog: join(directory, 'console.log'),
    sandboxMode: 'bwrap',
    ...rest,
    limits: { cpuSeconds: 60, wallSeconds: 250, consoleBytes: 1 << 20, ...limits },
  }
}

const listen = (word = '\0'): BootHooks & { text: string } => ({
  text: '',
  onConsole(chunk) {
    this.text += chunk.toString('latin1')
    return this.text.includes(word) ? 'answered' : 'continue'
  },
})

describe.each(ARCHITECTURES)('on %s', (architecture) => {
  test('a boot that powers off has exited, and its console is in the log with the times it came at', async () => {
    const hooks = listen(`kbisect:${NONCE}:exit:0`)
    const answer = await boot(await request(architecture, 'good'), hooks)
    expect(answer).toMatchObject({ ending: 'exited', exitCode: 0, accelerator: 'tcg' })
    expect(answer.emulator).toMatch(/^QEMU emulator version \d/)
    expect(answer.commandLine).toContain(`-append 'console=`)
    expect(answer.cpuSeconds).toBeLessThan(60)
    const log = readFileSync(join(directory, 'console.log'), 'latin1')
    expect(log).toBe(hooks.text)
    expect(log).toContain(`kbisect:${NONCE}:exit:0`)
    expect(answer.consoleBytes).toBe(log.length)
    expect(readFileSync(join(directory, 'console.log.times'), 'utf8')).toMatch(/^0 \d+\.\d{3}\n(\d+ \d+\.\d{3}\n)*$/)
  })

  test('a panic ends the emulator at once', async () => {
    const hooks = listen()
    expect(await boot(await request(architecture, 'panic'), hooks)).toMatchObject({ ending: 'exited', exitCode: 0 })
    expect(hooks.text).toContain('Kernel panic - not syncing')
  })

  test('a kernel that spins in silence is hung, by its CPU seconds without a byte', async () => {
    const answer = await boot(await request(architecture, 'hang', { limits: { silenceCpuSeconds: 1 } }), listen())
    expect(answer.ending).toBe('hung')
    expect(answer.cpuSeconds).toBeGreaterThanOrEqual(1)
  })

  test('a kernel that idles in silence is hung, by the wall clock', async () => {
    const answer = await boot(await request(architecture, 'idle', { limits: { silenceWallSeconds: 2 } }), listen())
    expect(answer.ending).toBe('hung')
    expect(answer.wallSeconds).toBeGreaterThanOrEqual(2)
  })

  test('a reset ends the emulator', async () => {
    expect(await boot(await request(architecture, 'reboot'), listen())).toMatchObject({ ending: 'exited', exitCode: 0 })
  })

  test('works without the sandbox', async () => {
    const hooks = listen()
    await boot(await request(architecture, 'good', { sandboxMode: 'none' }), hooks)
    expect(hooks.text).toContain(`kbisect:${NONCE}:exit:0`)
  })
})

describe('a boot ends', () => {
  test('soon after the answer, when the machine does not', async () => {
    const answer = await boot(await request('arm64', 'hang'), listen('waiting for a pool'))
    expect(answer.ending).toBe('stopped')
    expect(answer.exitCode).toBeUndefined()
    expect(answer.wallSeconds).toBeLessThan(30)
  })

  test('when its CPU seconds are spent', async () => {
    const answer = await boot(await request('arm64', 'hang', { limits: { cpuSeconds: 1 } }), listen())
    expect(answer.ending).toBe('hung')
  })

  test('at the deadline of the wall clock, when it idles through a test', async () => {
    const hooks: BootHooks = { onConsole: () => 'testing' }
    const limits = { wallSeconds: 3, silenceWallSeconds: 1 }
    const answer = await boot(await request('arm64', 'idle', { limits }), hooks)
    expect(answer.ending).toBe('deadline')
  })

  test('when it floods, with no more in the log than allowed', async () => {
    const hooks = listen()
    const answer = await boot(await request('arm64', 'hang', { limits: { consoleBytes: 50 } }), hooks)
    expect(answer).toMatchObject({ ending: 'flood', consoleBytes: 50 })
    expect(readFileSync(join(directory, 'console.log'))).toHaveLength(50)
    expect(hooks.text).toHaveLength(50)
  })

  test('when it is cancelled, and leaves no process behind', async () => {
    const controller = new AbortController()
    const before = treePids(process.pid).length
    const hooks = listen()
    const booting = boot(await request('arm64', 'hang'), {
      signal: controller.signal,
      onConsole(chunk) {
        controller.abort()
        return hooks.onConsole(chunk)
      },
    })
    expect((await booting).ending).toBe('cancelled')
    expect(treePids(process.pid).length).toBeLessThanOrEqual(before)
  })
})

describe('our own faults are thrown, never answered:', () => {
  const expectRejection = async (change: Change, expected: object) => {
    const asked = await request('arm64', 'good', change)
    await expect(boot(asked, listen())).rejects.toMatchObject({ name: 'InfrastructureError', ...expected })
  }

  test('an image that is not there', async () => {
    await expectRejection({ image: '/nonexistent/Image' }, { code: 'boot-file-unreadable' })
  })

  test('an image that the emulator cannot load, with its words', async () => {
    const large = join(directory, 'large')
    writeFileSync(large, '')
    truncateSync(large, 300 << 20)
    const message = expect.stringContaining('qemu-system-aarch64: kernel')
    await expectRejection({ image: large, memoryMegabytes: 64 }, { code: 'emulator-failed', message })
  })

  test('a console log that cannot be written', async () => {
    const consoleLog = join(directory, 'none', 'console.log')
    await expectRejection(
      { consoleLog },
      { code: 'console-log-unwritable', message: expect.stringContaining(consoleLog) },
    )
  })

  test('a full disk', async () => {
    const consoleLog = join(directory, 'full')
    symlinkSync('/dev/full', consoleLog)
    await expectRejection({ consoleLog }, { code: 'console-log-unwritable', cure: expect.stringContaining('space') })
  })

  test('an emulator that somebody kills', async () => {
    const asked = await request('arm64', 'hang')
    const kill = () => {
      // The emulator is the child without children.
      const [emulator] = treePids(process.pid).filter(
        (pid) => pid !== process.pid && readName(pid).startsWith('qemu-system'),
      )
      if (emulator) process.kill(emulator, 'SIGKILL')
    }
    const hooks: BootHooks = {
      onConsole() {
        kill()
        return 'continue'
      },
    }
    await expect(boot(asked, hooks)).rejects.toMatchObject({ code: 'emulator-killed' })
  })

  test('a reader that throws', async () => {
    const hooks: BootHooks = {
      onConsole() {
        throw new Error('broken reader')
      },
    }
    await expect(boot(await request('arm64', 'hang'), hooks)).rejects.toThrow('broken reader')
  })
})

function readName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return '' // it ended while we looked
  }
}

test('this machine emulates every architecture', async () => {
  for (const emulator of await findEmulators()) expect(emulator.version).toMatch(/^QEMU emulator version \d/)
})

test('KVM is believed only by a boot that ended: a kernel that hangs proves nothing', async () => {
  const initramfs = join(directory, 'initramfs')
  const [architecture] = ['x86_64', 'arm64'].filter((name) => process.arch === (name === 'x86_64' ? 'x64' : name))
  const probe = {
    initramfs,
    nonce: NONCE,
    cmdline: `kbisect.nonce=${NONCE}`,
    wallSeconds: 3,
    sandboxMode: 'bwrap',
  } as const
  const native = architecture as Architecture
  expect(await probeKvm({ ...probe, architecture: native, image: await image(native, 'hang') })).toBe(false)
  expect(await probeKvm({ ...probe, architecture: 'arm', image: await image('arm', 'good') })).toBe(false)
})
