import { execFileSync } from 'node:child_process'
import { shellWord } from '@kbisect/text'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBoot, readBuild } from './recorded-commands.ts'
import { COMMANDS, QEMU } from './reproduce-input.fixture.ts'
import { shellWords } from './shell-quoting.ts'

test('of a build there remains what matters anywhere: settings, variables, compiler and goal', () => {
  expect(readBuild({ commands: COMMANDS })).toEqual({
    base: 'tinyconfig',
    goal: 'Image',
    make: {
      settings: [
        ['LC_ALL', 'C.UTF-8'],
        ['KBUILD_BUILD_TIMESTAMP', 'Thu Jan  1 00:00:00 UTC 1970'],
        ['GIT_DIR', '/nonexistent'],
      ],
      variables: ['ARCH=arm64', 'LOCALVERSION='],
      prefix: 'aarch64-linux-gnu-',
      compiler: 'gcc-12',
      isLlvm: false,
    },
  })
})

test.each([
  ['make -C s O=o ARCH=x86_64 LOCALVERSION= ', undefined, 'gcc', false],
  ['make -C s O=o ARCH=arm64 CROSS_COMPILE=a- LLVM=1 LOCALVERSION= ', 'a-', 'clang', true],
  ['make -C s O=o ARCH=arm64 CROSS_COMPILE=a- LLVM=-14 LOCALVERSION= ', 'a-', 'clang-14', true],
  ["make -C s O=o ARCH=arm64 LLVM=1 'CC=ccache clang' 'HOSTCC=ccache clang' LOCALVERSION= ", undefined, 'clang', true],
])('%s names its compiler', (make, prefix, compiler, isLlvm) => {
  const commands = ['cp base .config', 'cat x >> .config', `${make}olddefconfig`, `${make}-j 2 Image`]
  expect(readBuild({ commands })).toMatchObject({ base: undefined, make: { prefix, compiler, isLlvm } })
})

test('commands that are not ours say nothing', () => {
  expect(readBuild({ commands: [] })).toBeUndefined()
  expect(readBuild({ commands: ['ninja -C out'] })).toBeUndefined()
  expect(readBoot({ command: 'make Image', accelerator: 'none' })).toBeUndefined()
})

test("an emulator's line keeps its words but for the files of that host", () => {
  expect(readBoot({ command: QEMU, accelerator: 'tcg' })).toEqual({
    program: 'qemu-system-aarch64',
    args: [
      ...['-machine', 'virt', '-accel', 'tcg', '-kernel', { file: 'image' }, '-initrd', { file: 'initramfs' }],
      ...['-append', 'console=ttyAMA0 panic=-1 a="it\'s"'],
    ],
  })
})

test("an emulator's line keeps the memory, CPUs, disks and network of the guest", () => {
  const guest =
    '-m 1024M -smp 2,sockets=2 -netdev user,id=net0,restrict=on -device virtio-net-pci,netdev=net0,romfile= -drive if=none,id=disk0,driver=null-co,size=64M,read-zeroes=on,snapshot=on -device virtio-blk-pci,drive=disk0'
  expect(readBoot({ command: `qemu-system-x86_64 ${guest} -kernel /a`, accelerator: 'tcg' })?.args).toEqual([
    ...guest.split(' '),
    ...['-kernel', { file: 'image' }],
  ])
})

test('any words come back from a line that quotes them, and a shell reads them alike', () => {
  const word = fc.string({ minLength: 1, unit: fc.constantFrom(...`'"\\ $\`a;|&\n*=é`.split('')) })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const line = words.map(shellWord).join(' ')
      expect(shellWords(line)).toEqual(words)
    }),
  )
  const nasty = ["a'b", '$(touch x)', '`x`', 'two\nlines', '\\', '"', '-n', '']
  const said = execFileSync('sh', [
    '-c',
    `for word in ${nasty.map(shellWord).join(' ')}; do printf '%s\\0' "$word"; done`,
  ])
  expect(said.toString().split('\0').slice(0, -1)).toEqual(nasty)
})
