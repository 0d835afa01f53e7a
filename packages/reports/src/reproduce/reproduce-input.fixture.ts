import { build, CULPRIT, culpritResult, hash, inputFor, run, signature } from '../report-input.fixture.ts'
import { BUSYBOX, NONCE, type ReproduceInput, type ReproduceKit } from './reproduce-input.ts'

export const CONFIG = 'CONFIG_CMA=y\n# CONFIG_SMP is not set\n'

const MAKE =
  "LC_ALL=C.UTF-8 KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970' GIT_DIR=/nonexistent KCPPFLAGS=-fmacro-prefix-map=../../s/=/ CCACHE_DIR=/var/cache CCACHE_BASEDIR=/var make -C /var/s O=/var/o ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- 'CC=ccache aarch64-linux-gnu-gcc-12' 'HOSTCC=ccache gcc' LOCALVERSION="

export const COMMANDS = [
  `${MAKE} tinyconfig`,
  'cat /var/o/.kbisect/0-kbisect >> /var/o/.config',
  `${MAKE} olddefconfig`,
  `${MAKE} -j 8 Image`,
]

export const QEMU =
  "qemu-system-aarch64 -machine virt -accel tcg -kernel /var/a/b -initrd /tmp/x -append 'console=ttyAMA0 panic=-1 a=\"it'\\''s\"'"

export const kit: ReproduceKit = {
  imagePath: 'arch/arm64/boot/Image',
  crossPrefix: 'aarch64-linux-gnu-',
  nativeMachines: ['aarch64', 'arm64'],
  fragments: ['# CONFIG_LOCALVERSION_AUTO is not set\n', 'CONFIG_TTY=y'],
  base: undefined,
  debian: 'arm64',
  elfMachine: 183,
  root: [
    { kind: 'directory', path: 'bin' },
    { kind: 'device', path: 'dev/console', major: 5, minor: 1 },
    { kind: 'file', path: BUSYBOX, content: Buffer.alloc(0), executable: true },
    { kind: 'link', path: 'bin/sh', target: 'busybox' },
    { kind: 'file', path: 'init', content: Buffer.from(`#!/bin/sh\necho kbisect:${NONCE}:ready\n`), executable: true },
  ],
}

/** A culprit that was built and failed in QEMU, as the service has stored it. */
export function reproduceInput(changes: Partial<ReproduceInput> = {}): ReproduceInput {
  const config = { name: 'config', digest: 'c0'.repeat(32), bytes: CONFIG.length }
  const built = {
    ...build(CULPRIT, 'built'),
    commands: COMMANDS,
    artifacts: [config],
    toolchain: 'gcc-12 (Debian) 12.2.0',
  }
  return {
    ...inputFor(culpritResult),
    builds: [built, { ...built, id: 'buildb', commit: hash('b'), artifacts: [] }],
    runs: [{ ...run('runbad01', CULPRIT, { kind: 'failed', signature, stage: 'kernel' }), command: QEMU }],
    treeUrl: 'https://git.example.org/linux.git',
    kit,
    configs: new Map([[config.digest, CONFIG]]),
    failureLine: '[    0.000000] Unable to handle kernel paging request at virtual address ffff00001234abcd',
    ...changes,
  }
}
