import { expect, test } from 'vitest'
import { toolchainWords } from './format-toolchain.ts'
import type { Toolchain } from './toolchains.ts'

const toolchain = (more: Partial<Toolchain>): Toolchain => ({
  name: 'gcc',
  architecture: 'arm64',
  version: 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0',
  prefix: '',
  complete: true,
  missing: [],
  ...more,
})

test('a compiler is named once, with its version and all that it compiles for', () => {
  expect(
    toolchainWords([
      toolchain({}),
      toolchain({ architecture: 'arm', version: 'arm-linux-gnueabihf-gcc (Debian 12.2.0-14) 12.2.0' }),
      toolchain({ architecture: 'x86_64', version: 'gcc (GCC) 13.1.0' }),
      toolchain({ name: 'clang', version: 'Debian clang version 14.0.6' }),
    ]),
  ).toEqual(['gcc 12.2.0 (arm64, arm)', 'gcc 13.1.0 (x86_64)', 'clang 14.0.6 (arm64)'])
})

test('what lacks a program cannot build and is not named', () => {
  expect(toolchainWords([toolchain({ complete: false, missing: ['bison'] })])).toEqual([])
})

test('a compiler that says no version is named without one', () => {
  expect(toolchainWords([toolchain({ name: 'gcc-12', version: 'built by hand' })])).toEqual(['gcc-12 (arm64)'])
})
