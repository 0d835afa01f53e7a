import { expect, test } from 'vitest'
import { HostErrorReader } from './build-fault.ts'

function read(output: string, explained = false) {
  const reader = new HostErrorReader()
  for (const line of output.split('\n')) reader.line(line)
  return reader.fault(explained, () => true)
}

test.each([
  ['compiler-killed', 'aarch64-linux-gnu-gcc: fatal error: Killed signal terminated program cc1'],
  ['compiler-killed', '/src/mm/slub.c:1:1: internal compiler error: Killed (program cc1)'],
  ['compiler-killed', 'make[2]: *** [scripts/Makefile.build:250: mm/slub.o] Killed'],
  ['compiler-killed', 'make[2]: *** [scripts/Makefile.build:250: mm/slub.o] Error 137'],
  ['compiler-killed', 'collect2: fatal error: ld terminated with signal 9 [Killed]'],
  ['compiler-killed', 'clang: error: unable to execute command: Killed'],
  ['compiler-killed', 'gcc: fatal error: Terminated signal terminated program cc1'],
  ['compiler-killed', 'make[2]: *** [scripts/Makefile.build:250: mm/slub.o] Interrupt'],
  ['out-of-memory', 'mm/slub.c:1:1: internal compiler error: out of memory'],
  ['disk-full', 'mm/a.c:1: fatal error: error writing to /tmp/ccX.s: No space left on device'],
  ['disk-full', 'aarch64-linux-gnu-ld: final link failed: No space left on device'],
  ['disk-full', 'cp: error writing x: Disk quota exceeded'],
  ['disk-full', 'make[2]: *** [scripts/Makefile.build:250: mm/slub.o] File size limit exceeded (core dumped)'],
  ['out-of-memory', 'cc1: out of memory allocating 65536 bytes: virtual memory exhausted: Cannot allocate memory'],
  ['out-of-memory', 'make: vfork: Resource temporarily unavailable'],
  ['out-of-memory', 'cc1: out of memory allocating 65536 bytes after a total of 135168 bytes'],
  ['out-of-memory', 'LLVM ERROR: out of memory'],
  ['out-of-memory', '/bin/sh: 12: Cannot fork'],
  ['program-missing', '/bin/sh: 1: flex: not found'],
  ['program-missing', 'make[1]: bison: No such file or directory'],
])('%s is read from %j', (code, line) => {
  expect(read(line, code !== 'program-missing')).toMatchObject({
    name: 'InfrastructureError',
    code,
    hint: expect.any(String),
  })
})

test.each([
  "mm/a.c:1:1: error: 'Killed' undeclared",
  'make[2]: *** [scripts/Makefile.build:250: mm/slub.o] Error 1',
  'mm/a.c:1:10: fatal error: linux/gone.h: No such file or directory',
  'make[1]: ./scripts/gone.sh: No such file or directory',
  'scripts/Makefile.build:44: mm/gone/Makefile: No such file or directory',
  'mm/oom.c:7:2: warning: Out of memory: Killed process',
])('the kernel is at fault for %j', (line) => {
  expect(read(line)).toBeUndefined()
})

test('a program that is missing in passing does not excuse a compiler error', () => {
  expect(read('/bin/sh: 1: pahole: not found', true)).toBeUndefined()
  expect(read('/bin/sh: 1: pahole: not found\ncc1: fatal error: x.s: No space left on device', true)).toMatchObject({
    code: 'disk-full',
  })
})

function doubt(output: string, explained: boolean) {
  const reader = new HostErrorReader()
  for (const line of output.split('\n')) reader.line(line)
  return [reader.fault(explained, () => true)?.code, reader.doubt(explained, () => true)?.code]
}

test.each([
  'gcc: internal compiler error: Segmentation fault signal terminated program cc1',
  'gcc: fatal error: Bus error signal terminated program cc1',
  'clang: error: unable to execute command: Segmentation fault (core dumped)',
  'clang: error: clang frontend command failed due to signal (use -v to see invocation)',
  'make[3]: *** [scripts/Makefile.build:250: mm/slub.o] Error 139',
  'make[3]: *** [scripts/Makefile.build:250: mm/slub.o] Segmentation fault (core dumped)',
  'collect2: fatal error: ld terminated with signal 11 [Segmentation fault]',
])('a program that crashed is a doubt, not a fault: %j', (line) => {
  expect(doubt(line, true)).toEqual([undefined, 'compiler-crashed'])
})

test('a compiler that says itself where it failed is the sources’ own failure', () => {
  expect(doubt('mm/slub.c:12:3: internal compiler error: Segmentation fault', true)).toEqual([undefined, undefined])
})

test('a failure without a word of why is a doubt', () => {
  expect(doubt('make: *** [Makefile:133: kernel/faults.o] Error 255', false)).toEqual([undefined, 'build-unexplained'])
})

test('what is certain outweighs what is doubtful, whichever comes first', () => {
  const crash = 'make[3]: *** [mm/slub.o] Error 139'
  const full = 'cp: error writing x: No space left on device'
  expect(doubt(`${crash}\n${full}`, true)[0]).toBe('disk-full')
  expect(doubt(`${full}\n${crash}`, true)[0]).toBe('disk-full')
})

test.each([
  ['disk-full-unconfirmed', 'cp: error writing x: No space left on device'],
  ['disk-full-unconfirmed', 'mm/a.c:1: fatal error: error writing to /tmp/ccX.s: No space left on device'],
  ['compiler-killed-unconfirmed', 'gcc: fatal error: Killed signal terminated program cc1'],
  ['compiler-killed-unconfirmed', 'mm/slub.c:1:1: internal compiler error: Killed (program cc1)'],
  ['out-of-memory-unconfirmed', 'cc1: out of memory allocating 65536 bytes: Cannot allocate memory'],
  ['out-of-memory-unconfirmed', 'make: vfork: Resource temporarily unavailable'],
  ['disk-broken-unconfirmed', 'cp: error reading x: Input/output error'],
])('a build that fails with %s because it printed %j is ambiguous where the host shows nothing', (code, line) => {
  const reader = new HostErrorReader()
  reader.line(line)
  for (const explained of [true, false]) {
    expect(reader.fault(explained, () => false)).toBeUndefined()
    expect(reader.doubt(explained, () => false)).toMatchObject({ code, text: expect.stringContaining(line) })
  }
})

test('a read-only file system is the host’s where the host shows it, and the tree’s own doing otherwise', () => {
  const reader = new HostErrorReader()
  reader.line('/bin/sh: 1: cannot create /src/written: Read-only file system')
  expect(reader.fault(true, () => true)).toMatchObject({ code: 'disk-read-only' })
  expect([reader.fault(true, () => false), reader.doubt(true, () => false)]).toEqual([undefined, undefined])
})
