import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { build } from '../index.ts'
import { FakeKernel } from './fake-kernel.fixture.ts'

// How kernels before 5.17 find the options for ARMv7: the compiler is asked before it hears of
// -msoft-float.
const OLD_ARM_MAKEFILE = `MAKEFLAGS += --no-builtin-rules --no-print-directory
comma := ,
CC = $(CROSS_COMPILE)gcc
try-run = $(shell $(1) >/dev/null 2>&1 && echo '$(2)' || echo '$(3)')
cc-option = $(call try-run,$(CC) -Werror $(1) -c -x c /dev/null -o /dev/null,$(1),$(2))
arch := $(call cc-option,-march=armv7-a,-march=armv5t -Wa$(comma)-march=armv7-a)
.PHONY: tinyconfig olddefconfig zImage
tinyconfig:
	@: > $(O)/.config
olddefconfig: ;
zImage:
	@mkdir -p $(O)/arch/arm/boot
	$(CC) -marm -mabi=aapcs-linux -D__LINUX_ARM_ARCH__=7 $(arch) -msoft-float -ffreestanding -c -o $(O)/vmlinux init/main.c
	@: > $(O)/System.map && cp $(O)/vmlinux $(O)/arch/arm/boot/zImage
`

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-old-arm-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

test('an arm kernel before 5.17 builds with the compiler that is taken for arm', async () => {
  const kernel = new FakeKernel(join(root, 'source'))
  kernel.write('Makefile', OLD_ARM_MAKEFILE)
  kernel.write('init/main.c', 'void off(void) { __asm__ volatile("cpsid i" ::: "memory"); }\n')
  const answer = await build({
    target: { architecture: 'arm', config: 'tinyconfig', fragments: [], toolchain: 'gcc', bootable: false },
    sourceDirectory: kernel.directory,
    outputDirectory: join(root, 'out'),
    logFile: join(root, 'build.log'),
    jobs: 1,
    sandboxMode: 'bwrap',
    deadlineSeconds: 60,
  })
  expect(answer).toMatchObject({ kind: 'built', toolchain: expect.stringContaining('arm-linux-gnueabi-gcc') })
})
