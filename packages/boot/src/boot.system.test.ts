import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { treePids } from '@kbisect/exec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boot } from './boot.ts'
import { findEmulators } from './emulators.ts'
import type { Guest } from './guest.ts'
import { ARCHITECTURES, type Architecture } from './machines.ts'
import { probeKvm } from './probe-kvm.ts'
import type { BootHooks } from './request.ts'
import { listen, NONCE, ToyBoots, type ToyChange } from './toy-boots.fixture.ts'

const toys = new ToyBoots()
const { directory } = toys
const request = toys.request.bind(toys)
const image = toys.image.bind(toys)

beforeAll(() => toys.prepare())
afterAll(() => toys.remove())

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

  test.each([
    [{}, 1, 256],
    [{ memoryMegabytes: 512, cpus: 4 }, 4, 512],
  ])('a guest %j has %i CPUs and %i MiB', async (guest, cpus, megabytes) => {
    const hooks = listen(`kbisect:${NONCE}:exit:0`)
    await boot(await request(architecture, 'good', { guest }), hooks)
    expect(hooks.text).toContain(`smp: ${cpus} CPUs`)
    expect(hooks.text).toContain(`Memory: ${megabytes << 10}K available`)
  })

  // The toy shows device and vendor of all that is at the bus.
  test.each<[name: string, guest: Guest, ids: string[]]>([
    ['a network', { network: 'user' }, ['10001af4']],
    ['two disks', { disks: [{ megabytes: 64 }, { megabytes: 1 }] }, ['10011af4', '10011af4']],
    ['virtio-rng', { devices: ['virtio-rng'] }, ['10051af4']],
    ['nvme', { devices: ['nvme'] }, ['00101b36']],
    ['virtio-scsi', { devices: ['virtio-scsi'] }, ['10041af4']],
    ['usb', { devices: ['usb'] }, ['000d1b36']],
    ['nothing', {}, []],
  ])('a guest boots with %s at its bus', async (_, guest, ids) => {
    const idsAtBus = async (asked: Guest) => {
      const hooks = listen(`kbisect:${NONCE}:exit:0`)
      await boot(await request(architecture, 'good', { guest: asked }), hooks)
      return [...hooks.text.matchAll(/pci: device \d+: ([0-9a-f]{8})/g)].map(([, id]) => id)
    }
    const always = await idsAtBus({})
    expect(always.length).toBeGreaterThan(0)
    expect((await idsAtBus(guest)).toSorted()).toEqual([...always, ...ids].toSorted())
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

  test('when its kernel prints without end, long before its time is over', async () => {
    const flood = { bytes: 128 << 10, bytesPerCpuSecond: 1 << 10 }
    const limits = { consoleBytes: 64 << 20, silenceCpuSeconds: 60, cpuSecondsPerByte: 0.006, flood }
    const answer = await boot(await request('arm64', 'flood', { limits }), listen())
    expect(answer.ending).toBe('flood')
    expect(answer.consoleBytes).toBeGreaterThanOrEqual(flood.bytes)
    expect(answer.cpuSeconds).toBeLessThan(60)
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
  const expectRejection = async (change: ToyChange, expected: object) => {
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
    await expectRejection({ image: large, guest: { memoryMegabytes: 64 } }, { code: 'emulator-failed', message })
  })

  test('a guest that is larger than this host', async () => {
    await expectRejection(
      { guest: { memoryMegabytes: 65_536 } },
      { code: 'host-too-small', message: expect.stringContaining('the guest wants 65536 MiB') },
    )
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
    await expectRejection({ consoleLog }, { code: 'console-log-unwritable', hint: expect.stringContaining('space') })
  })

  test.each([
    ['qemu-system', 'SIGKILL'],
    ['qemu-system', 'SIGTERM'],
    ['qemu-system', 'SIGINT'],
    ['bwrap', 'SIGKILL'],
    ['bwrap', 'SIGTERM'],
  ] as const)('an emulator that somebody kills (%s gets a %s)', async (program, signal) => {
    const asked = await request('arm64', 'hang')
    const hooks: BootHooks = {
      onConsole() {
        const ours = treePids(process.pid).filter((pid) => pid !== process.pid && readName(pid).startsWith(program))
        for (const pid of ours.slice(0, 1)) process.kill(pid, signal)
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
