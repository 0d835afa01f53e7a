import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'

/**
 * Reads a report of a kernel that goes on to user space, where the test passes: an oops that is not
 * seen makes it good.
 */
function read(report: string) {
  const reader = new ConsoleReader({ nonce: 'n0nce-1234', test: { kind: 'boot' } })
  const lines = [
    'Linux version 6.1.0',
    'Memory: 64M',
    'Zone ranges:',
    ...report.split('\n'),
    'Run /init as init process',
  ]
  reader.push(lines.map((line) => `[    1.234567] ${line}\r\n`).join(''))
  reader.push('kbisect:n0nce-1234:ready\nkbisect:n0nce-1234:exit:0\n')
  const result = reader.conclude('exited')
  return result.kind === 'failed' ? `${result.signature.kind} in ${result.signature.function}` : result.kind
}

const X86 = (headline: string) => `${headline}
CPU: 1 PID: 9 Comm: insmod Not tainted 6.1.0 #1
RIP: 0010:probe_it+0x24/0x80
Call Trace:
 bind_it+0x10/0x20
---[ end trace 0000000000000000 ]---`

const I386 = (headline: string) => `${headline}
Pid: 9, comm: insmod Not tainted 3.2.0 #1
EIP: 0060:[<c1000010>] EFLAGS: 00010246 CPU: 0
EIP is at probe_it+0x24/0x80
Call Trace:
 [<c1000040>] bind_it+0x10/0x20`

const ARM64 = (headline: string) => `${headline}
CPU: 1 PID: 9 Comm: insmod Not tainted 6.1.0 #1
pc : probe_it+0x24/0x80
lr : bind_it+0x10/0x20
Call trace:
 probe_it+0x24/0x80
 bind_it+0x10/0x20`

const ARM = (headline: string) => `${headline}
CPU: 0    Not tainted  (3.4.0 #1)
PC is at probe_it+0x24/0x80
LR is at bind_it+0x10/0x20
[<c0000010>] (probe_it+0x24/0x80) from [<c0000020>] (bind_it+0x10/0x20)`

const RISCV = (headline: string) => `${headline}
CPU: 1 PID: 9 Comm: insmod Not tainted 6.1.0 #1
epc : probe_it+0x24/0x80
 ra : bind_it+0x10/0x20
[<ffffffff80000010>] probe_it+0x24/0x80`

describe('an oops that the kernel survives fails its boot', () => {
  test.each([
    'Oops: 0002 [#1] PREEMPT SMP NOPTI',
    'Oops: Oops: 0000 [#1] SMP NOPTI',
    'general protection fault: 0000 [#1] SMP',
    'general protection fault, probably for non-canonical address 0xdffffc0000000003: 0000 [#1] PREEMPT SMP KASAN NOPTI',
    'general protection fault, maybe for address 0xffff888100000000: 0000 [#1] SMP',
    'general protection fault in user access. Non-canonical address?: 0000 [#1] SMP',
    'Oops: general protection fault, kernel NULL pointer dereference 0x8: 0000 [#1] SMP',
    'kasan: GPF could be caused by NULL-ptr deref or user memory accessgeneral protection fault: 0000 [#1] SMP KASAN',
    'simd exception: 0000 [#1] PREEMPT SMP NOPTI',
    'fpu exception: 0000 [#1] SMP',
    'stack segment: 0000 [#1] SMP',
    'segment not present: 0018 [#1] SMP',
    'invalid TSS: 0000 [#1] SMP',
    'iret exception: 0000 [#1] SMP',
    'debug: 0000 [#1] SMP',
    'nmi: 0000 [#1] SMP',
    'bounds: 0000 [#1] SMP',
    'overflow: 0000 [#1] SMP',
    'device not available: 0000 [#1] SMP',
    'unexpected #NM exception: 0000 [#1] SMP',
    'spurious interrupt bug: 0000 [#1] SMP',
    'virtualization exception: 0000 [#1] SMP',
    'Oops: control protection fault: 0003 [#1] SMP',
    'traps: Missing ENDBR: probe_it+0x0/0x80: 0000 [#1] SMP',
    'kernel stack overflow (page fault): 0000 [#1] SMP',
    'Bad pagetable: 000d [#1] SMP',
    'Oops: #VC exception: 0x12 [#2] SMP',
    'Oops: a word of next year: 0000 [#12] SMP',
  ])('of x86, %s', (headline) => {
    expect(read(X86(headline))).toBe('oops in probe_it')
    expect(read(I386(headline))).toBe('oops in probe_it')
  })

  test.each([
    'Oops: 96000005 [#1] PREEMPT SMP',
    'Oops: 0000000096000004 [#1]  SMP',
    'Oops - BUG: 00000000f2000800 [#1] PREEMPT SMP',
    'Oops - SP/PC alignment exception: 8a000000 [#1] PREEMPT SMP',
    'Oops - bad mode: 0 [#1] SMP',
    'Oops - BTI: 0000000034000002 [#1] SMP',
    'Oops - FPAC: 0000000072000000 [#1] SMP',
    'Oops - CFI: 00000000f2008228 [#1] SMP',
    'Oops - GCS: 00000000b4000000 [#1] SMP',
    'Oops - MOPS: 000000009c000000 [#1] SMP',
    'Oops - unaligned access & other (words): 0 [#1] SMP',
    'Accessing user space memory outside uaccess.h routines: 96000005 [#1] PREEMPT SMP',
    'Accessing user space memory with fs=KERNEL_DS: 96000004 [#1] PREEMPT SMP',
    'Attempting to execute userspace memory: 8600000f [#1] PREEMPT SMP',
    'synchronous external abort: 0000000096000010 [#1] SMP',
    'synchronous parity or ECC error: 96000018 [#1] SMP',
    'level 3 address size fault: 96000003 [#1] SMP',
    'TLB conflict abort: 96000030 [#1] SMP',
    'ptrace BRK handler: f2000064 [#1] SMP',
    ': 96000010 [#1] SMP',
  ])('of arm64, Internal error: %s', (words) => {
    expect(read(ARM64(`Internal error: ${words}`))).toBe('oops in probe_it')
  })

  test.each([
    'Oops: 5 [#1] PREEMPT SMP ARM',
    'Oops: 80000005 [#1] SMP THUMB2',
    'Oops - undefined instruction: 0 [#1] SMP ARM',
    'Oops - bad syscall(2): 0 [#1] ARM',
    'Oops - BUG: 0 [#1] SMP ARM',
    'kernel stack overflow: 0 [#1] SMP ARM',
    'Attempt to call a NULL (pointer)?: 0 [#1] ARM',
    ': 1406 [#1] PREEMPT SMP ARM',
  ])('of arm, Internal error: %s', (words) => {
    expect(read(ARM(`Internal error: ${words}`))).toBe('oops in probe_it')
  })

  test.each([
    'Oops [#1]',
    'Oops - instruction address misaligned [#1]',
    'Oops - illegal instruction [#1]',
    'Oops - store (or AMO) access fault [#1]',
    'Oops - environment call from S-mode [#2]',
    'Oops - unknown exception [#1]',
    'Kernel BUG [#1]',
  ])('of riscv, %s', (headline) => {
    expect(read(RISCV(headline))).toBe('oops in probe_it')
  })
})

test.each([
  'Oops, no such device',
  'usb 1-1: new device: found [#1]',
  'device x: 0000 (#1) is up',
  'usb 1-1: [#1]',
  'probe of a: 12 failed [#1]',
])('"%s" is no oops', (line) => {
  expect(read(line)).toBe('passed')
})

test("a fault of a user's program that the kernel tells of is no oops", () => {
  expect(read('Unhandled fault: alignment exception (0x001) at 0xb6f00001\npgd = c0004000')).toBe('passed')
  expect(read('Unhandled prefetch abort: breakpoint debug exception (0x222) at 0x00000000')).toBe('passed')
})

describe('on a console without times', () => {
  const run = (lines: string) => {
    const reader = new ConsoleReader({ nonce: 'n0nce-1234', test: { kind: 'script' } })
    reader.push(`Linux version 6.1.0\nMemory: 64M\nRun /init as init process\nkbisect:n0nce-1234:ready\n${lines}\n`)
    reader.push('kbisect:n0nce-1234:exit:0\n')
    return reader.conclude('exited').kind
  }

  test('what a test counts is no oops', () => {
    expect(run('iteration: 12 [#3]\niteration: 13 [#4]')).toBe('passed')
  })

  test('an oops with unknown words is one, by the registers behind it', () => {
    expect(run(X86('a word of next year: 0000 [#1] SMP'))).toBe('failed')
    expect(run(`iteration: 12 [#3]\n${X86('a word of next year: 0000 [#1] SMP')}`)).toBe('failed')
  })
})

test.each([
  'Oops[#1]:',
  'Kernel bug detected[#1]:',
  'Oops: 0004 ilc:3 [#1] SMP',
  'specification exception: 0006 ilc:2 [#1] SMP',
  'insmod(9): Oops [#1]',
])('an oops of an architecture that has no error code fails its boot: %s', (headline) => {
  expect(read(ARM64(headline))).toBe('oops in probe_it')
})

test('a panic without a message fails its boot', () => {
  expect(read(X86('Kernel panic - not syncing: '))).toBe('panic in probe_it')
})

test.each(['000: ', '[ 3] '])(
  'an oops of a kernel that puts its processor in front as "%s" fails its boot',
  (processor) => {
    const report = X86('BUG: kernel NULL pointer dereference, address: 0000000000000008')
    expect(read(report.replace(/^/gm, processor))).toBe('oops in probe_it')
  },
)
