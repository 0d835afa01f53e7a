import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeInitramfs } from '@kbisect/boot'
import { run } from '@kbisect/exec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createToyHistory, type ToyHistory } from './history.ts'
import type { ToyArch, ToyCommit } from './toy-plan.ts'
import { TOY_SOURCES } from './toy-sources.ts'

// Plain make and QEMU lines on purpose: the toy must work with nothing of ours in between.
const TARGETS = {
  arm: {
    cross: 'arm-linux-gnueabi-',
    image: 'zImage',
    path: 'arch/arm/boot/zImage',
    qemu: 'qemu-system-arm -M virt',
  },
  arm64: {
    cross: 'aarch64-linux-gnu-',
    image: 'Image',
    path: 'arch/arm64/boot/Image',
    qemu: 'qemu-system-aarch64 -M virt -cpu cortex-a57',
  },
  x86_64: { cross: '', image: 'bzImage', path: 'arch/x86/boot/bzImage', qemu: 'qemu-system-x86_64 -M q35' },
} satisfies Record<ToyArch, { cross: string; image: string; path: string; qemu: string }>

let temporary: string
let history: ToyHistory

const commits: ToyCommit[] = [
  { name: 'good' },
  { name: 'panic', behaviour: 'panic' },
  { name: 'oops', behaviour: 'oops' },
  { name: 'reboot', behaviour: 'reboot' },
  { name: 'hang', behaviour: 'hang' },
  { name: 'exit', behaviour: { exit: 3 } },
  { name: 'say', behaviour: { say: 'a line to look for' } },
  { name: 'dma', behaviour: { 'arm64+dma': 'panic' } },
  { name: 'flaky', behaviour: { flaky: 0.5 } },
  { name: 'no-compile', behaviour: 'no-compile' },
]

beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'kbisect-toy-'))
  history = await createToyHistory({ directory: join(temporary, 'toy.git'), plan: { commits } })
})

afterAll(() => rmSync(temporary, { recursive: true }))

async function make(arch: ToyArch, source: string, output: string, goals: string[], settings: string[] = []) {
  const { cross } = TARGETS[arch]
  const fixed = ['KBUILD_BUILD_TIMESTAMP=@0', 'KBUILD_BUILD_USER=kbisect', 'KBUILD_BUILD_HOST=kbisect']
  const args = [
    '-j2',
    '-C',
    source,
    `O=${output}`,
    `ARCH=${arch === 'x86_64' ? 'x86' : arch}`,
    `CROSS_COMPILE=${cross}`,
  ]
  return await run({ file: 'make', args: [...args, ...fixed, ...settings, ...goals] })
}

/**
 * One worktree for all commits, as a worker has it: make builds only what changed from the commit
 * before.
 */
async function checkout(name: string): Promise<string> {
  const source = join(temporary, 'source')
  const args = existsSync(source)
    ? ['-C', source, 'checkout', '--quiet', '--detach', history.hash(name)]
    : ['-C', history.directory, 'worktree', 'add', '--quiet', '--detach', source, history.hash(name)]
  expect(await run({ file: 'git', args })).toMatchObject({ exitCode: 0 })
  return source
}

/** The image is gone with the next call for the same architecture and configuration. */
async function image(
  arch: ToyArch,
  name: string,
  config = 'tinyconfig',
  output = `${arch}-${config}`,
): Promise<string> {
  const directory = join(temporary, output)
  const source = await checkout(name)
  const configure = existsSync(directory) ? [] : [config]
  const built = await make(arch, source, directory, [...configure, TARGETS[arch].image])
  expect(built, built.stderr).toMatchObject({ exitCode: 0 })
  return join(directory, TARGETS[arch].path)
}

async function boot(
  arch: ToyArch,
  kernel: string,
  {
    nonce = '0123abcd',
    deadlineSeconds = 60,
    initrd = '',
  }: { nonce?: string; deadlineSeconds?: number; initrd?: string } = {},
) {
  const [file = '', ...machine] = TARGETS[arch].qemu.split(' ')
  const plain = ['-m', '128', '-nodefaults', '-display', 'none', '-no-reboot', '-nic', 'none', '-serial', 'stdio']
  const told = initrd
    ? ['-initrd', initrd, '-append', 'panic=-1']
    : ['-append', `panic=-1 kbisect.nonce=${nonce} quiet`]
  return await run({ file, args: [...machine, ...plain, '-kernel', kernel, ...told] }, { deadlineSeconds })
}

describe.each(['arm', 'arm64', 'x86_64'] as const)('on %s', (arch) => {
  test('a good commit says its nonce and powers off', async () => {
    const result = await boot(arch, await image(arch, 'good'))
    expect(result.stdout).toContain('Linux version 0.1.0-toy (kbisect@kbisect)')
    expect(result.stdout).toMatch(/^kbisect:0123abcd:ready\r\nkbisect:0123abcd:exit:0\r$/m)
    expect(result).toMatchObject({ ending: 'exit', exitCode: 0 })
  })

  test.each(['gzip', 'none'] as const)('the nonce is found in an initramfs (compression %s)', async (compression) => {
    const initrd = join(temporary, `${arch}-${compression}.cpio`)
    // Never run here: any program of about the size will do.
    await writeInitramfs({
      busybox: '/bin/busybox',
      nonce: 'word-of-this-run',
      test: { kind: 'boot' },
      file: initrd,
      compression,
    })
    const { stdout } = await boot(arch, await image(arch, 'good'), { initrd })
    expect(stdout).toContain('kbisect:word-of-this-run:exit:0')
  })

  test('without a nonce there is no init to run', async () => {
    const { stdout } = await boot(arch, await image(arch, 'good'), { nonce: '' })
    expect(stdout).toContain('Kernel panic - not syncing: No working init found')
  })

  test('a panic shows a call trace with the function of this architecture', async () => {
    const { stdout } = await boot(arch, await image(arch, 'panic'))
    expect(stdout).toContain('Kernel panic - not syncing: toy_pool_alloc: Failed to allocate 64 bytes')
    expect(stdout).toContain(`${arch === 'x86_64' ? 'x86' : arch}_memory_init`)
    expect(stdout).not.toContain('kbisect:0123abcd:')
  })

  test('an oops, a restart, a test status and a line for console tests come out as planned', async () => {
    expect((await boot(arch, await image(arch, 'oops'))).stdout).toMatch(
      /NULL pointer dereference[\s\S]*toy_device_probe/,
    )
    expect((await boot(arch, await image(arch, 'reboot'))).stdout).toContain('reboot: Restarting system')
    expect((await boot(arch, await image(arch, 'exit'))).stdout).toContain('kbisect:0123abcd:exit:3')
    expect((await boot(arch, await image(arch, 'say'))).stdout).toContain('a line to look for')
  })

  test('a hang goes on until it is killed', async () => {
    const result = await boot(arch, await image(arch, 'hang'), { deadlineSeconds: 2 })
    expect(result.ending).toBe('deadline')
    expect(result.stdout).toContain('waiting for a pool')
  })

  test('what does not compile names the file and the line', async () => {
    const output = mkdtempSync(join(temporary, 'output-'))
    const built = await make(arch, await checkout('no-compile'), output, ['tinyconfig', TARGETS[arch].image])
    expect(built.exitCode).toBe(2)
    expect(built.stderr).toMatch(/mm\/init\.c:8:\d+: error: .*pool_of_the_next_release/)
  })

  test('clang builds it too', async () => {
    const output = mkdtempSync(join(temporary, 'output-'))
    const built = await make(arch, await checkout('good'), output, ['tinyconfig', TARGETS[arch].image], ['LLVM=1'])
    expect(built, built.stderr).toMatchObject({ exitCode: 0 })
    expect((await boot(arch, join(output, TARGETS[arch].path))).stdout).toContain('kbisect:0123abcd:exit:0')
  })
})

test('equal sources give equal images, built at once or on top of another commit', async () => {
  const bytes = async (name: string, output: string) =>
    readFileSync(await image('arm64', name, 'tinyconfig', output)).toString('base64')
  const other = await bytes('say', 'one')
  const afterOther = await bytes('panic', 'one')
  expect(afterOther).not.toBe(other)
  expect(await bytes('panic', 'two')).toBe(afterOther)
})

test('a slot for DMA is part of the image only with its symbol', async () => {
  expect((await boot('arm64', await image('arm64', 'dma', 'tinyconfig'))).stdout).toContain('exit:0')
  expect((await boot('arm64', await image('arm64', 'dma', 'defconfig'))).stdout).toContain('arm64_dma_init+')
})

test('a flaky commit fails for some nonces, and always for the same', async () => {
  const kernel = await image('arm64', 'flaky')
  const nonces = Array.from({ length: 16 }, (_, index) => `nonce${index}`)
  const outcomes = async () => {
    const passed: boolean[] = []
    for (const nonce of nonces) passed.push((await boot('arm64', kernel, { nonce })).stdout.includes(`${nonce}:exit:0`))
    return passed
  }
  const first = await outcomes()
  expect(new Set(first)).toEqual(new Set([true, false]))
  expect(await outcomes()).toEqual(first)
})

test('olddefconfig keeps known symbols and drops unknown ones and those whose dependency is unset', async () => {
  const output = mkdtempSync(join(temporary, 'output-'))
  const wish = 'CONFIG_TTY=y\nCONFIG_NO_SUCH_THING=y\nCONFIG_TOY_DMA=y\n# CONFIG_CMA is not set\n'
  await run({ file: 'tee', args: [join(output, '.config')] }, { input: wish })
  expect(await make('arm64', TOY_SOURCES, output, ['olddefconfig'])).toMatchObject({ exitCode: 0 })
  const config = readFileSync(join(output, '.config'), 'utf8')
  expect(config).toContain('CONFIG_TTY=y')
  expect(config).not.toMatch(/NO_SUCH_THING|TOY_DMA/)
})

test('a build writes nothing into its source', async () => {
  const source = await checkout('good')
  await make('arm', source, mkdtempSync(join(temporary, 'output-')), ['tinyconfig', 'zImage'])
  const status = await run({ file: 'git', args: ['-C', source, 'status', '--porcelain', '--ignored'] })
  expect(status).toMatchObject({ exitCode: 0, stdout: '' })
})
