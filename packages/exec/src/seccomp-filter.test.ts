import { expect, test } from 'vitest'
import { compileFilter } from './seccomp-filter.ts'
import { ARCHITECTURES } from './seccomp-rules.ts'

const ALLOW = 0x7fff0000
const errno = (number: number) => 0x50000 | number
const [EPERM, ENOSYS, EAFNOSUPPORT] = [errno(1), errno(38), errno(97)]

/** Runs a filter over one system call, as the kernel does. */
function decide(architecture: 'x64' | 'arm64', number: number, args: readonly number[] = [], audit?: number): number {
  const program = compileFilter(architecture) ?? Buffer.alloc(0)
  const data = Buffer.alloc(64)
  data.writeUInt32LE(number, 0)
  data.writeUInt32LE(audit ?? ARCHITECTURES[architecture].audit, 4)
  for (const [at, value] of args.entries()) data.writeBigUInt64LE(BigInt(value), 16 + 8 * at)
  let loaded = 0
  for (let at = 0; at < program.length / 8; at++) {
    const [code, yes, no] = [program.readUInt16LE(8 * at), program.readUInt8(8 * at + 2), program.readUInt8(8 * at + 3)]
    const value = program.readUInt32LE(8 * at + 4)
    if (code === 0x06) return value
    if (code === 0x20) loaded = data.readUInt32LE(value)
    else {
      const holds = { 21: loaded === value, 53: loaded >= value, 69: (loaded & value) !== 0 }[code]
      if (holds === undefined) throw new Error(`code ${code}`)
      at += holds ? yes : no
    }
  }
  throw new Error('the program has no end')
}

test.each([
  ['mount', 165, 40],
  ['bpf', 321, 280],
  ['ptrace', 101, 117],
  ['keyctl', 250, 219],
  ['unshare', 272, 97],
  ['open_by_handle_at', 304, 265],
  ['io_uring_setup', 425, 425],
])('the filter refuses %s on both architectures', (_, x64, arm64) => {
  expect(decide('x64', x64)).toBe(EPERM)
  expect(decide('arm64', arm64)).toBe(EPERM)
})

test.each([
  ['read', 0, 63],
  ['execve', 59, 221],
  ['mmap', 9, 222],
  ['seccomp', 317, 277],
  ['a call that is newer than the rules', 600, 600],
])('the filter allows %s on both architectures', (_, x64, arm64) => {
  expect(decide('x64', x64)).toBe(ALLOW)
  expect(decide('arm64', arm64)).toBe(ALLOW)
})

test('the filter refuses calls of other architectures as unknown', () => {
  expect(decide('x64', 0, [], 0x40000003)).toBe(ENOSYS) // i386
  expect(decide('x64', 0x40000000)).toBe(ENOSYS) // x32
  expect(decide('arm64', 63, [], 0x40000028)).toBe(ENOSYS) // arm
})

test('the filter refuses a process with a namespace of its own and allows threads and forks', () => {
  for (const [architecture, clone] of [
    ['x64', 56],
    ['arm64', 220],
  ] as const) {
    expect(decide(architecture, clone, [0x01200011])).toBe(ALLOW) // fork
    expect(decide(architecture, clone, [0x003d0f00])).toBe(ALLOW) // a thread
    for (const flag of [0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000])
      expect(decide(architecture, clone, [flag | 17])).toBe(EPERM)
    expect(decide(architecture, 435)).toBe(ENOSYS) // clone3
  }
})

test('the filter refuses set-id bits wherever a mode is given', () => {
  for (const bits of [0o4755, 0o2755, 0o6000]) {
    expect(decide('x64', 90, [0, bits])).toBe(EPERM) // chmod
    expect(decide('x64', 268, [0, 0, bits])).toBe(EPERM) // fchmodat
    expect(decide('x64', 452, [0, 0, bits])).toBe(EPERM) // fchmodat2
    expect(decide('x64', 2, [0, 0x41, bits])).toBe(EPERM) // open, O_CREAT
    expect(decide('arm64', 56, [0, 0, 0x404001, bits])).toBe(EPERM) // openat, O_TMPFILE
    expect(decide('arm64', 33, [0, 0, bits])).toBe(EPERM) // mknodat
  }
  expect(decide('x64', 90, [0, 0o1777])).toBe(ALLOW)
  expect(decide('x64', 2, [0, 0x41, 0o644])).toBe(ALLOW)
  // Without O_CREAT what stands there was never meant as a mode.
  expect(decide('x64', 2, [0, 0x1, 0o6755])).toBe(ALLOW)
})

test('the filter allows sockets of the machine itself and of the internet, and no others', () => {
  for (const family of [1, 2, 10]) expect(decide('x64', 41, [family])).toBe(ALLOW)
  for (const family of [0, 16, 17, 38, 40, 44]) expect(decide('x64', 41, [family])).toBe(EAFNOSUPPORT)
})

test('there is no filter for a machine without rules', () => {
  expect(compileFilter('riscv64')).toBeUndefined()
})
