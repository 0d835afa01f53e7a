import { expect, test } from 'vitest'
import { packageOf } from './tool-packages.ts'

test.each([
  ['flex', 'flex'],
  ['ld', 'binutils'],
  ['od', 'coreutils'],
  ['clang', 'clang'],
  ['clang-14', 'clang-14'],
  ['ld.lld', 'lld'],
  ['ld.lld-14', 'lld-14'],
  ['llvm-objcopy', 'llvm'],
  ['llvm-objcopy-14', 'llvm-14'],
  ['gcc-12', 'gcc-12'],
  ['aarch64-linux-gnu-gcc', 'gcc-aarch64-linux-gnu'],
  ['arm-linux-gnueabi-gcc', 'gcc-arm-linux-gnueabi'],
  ['arm-linux-gnueabihf-gcc', 'gcc-arm-linux-gnueabihf'],
  ['x86_64-linux-gnu-gcc-12', 'gcc-12-x86-64-linux-gnu'],
  ['x86_64-linux-gnu-ld', 'binutils-x86-64-linux-gnu'],
  ['qemu-system-arm', 'qemu-system-arm'],
  ['qemu-system-aarch64', 'qemu-system-arm'],
  ['qemu-system-x86_64', 'qemu-system-x86'],
])('%s comes with %s', (program, name) => {
  expect(packageOf(program)).toBe(name)
})
