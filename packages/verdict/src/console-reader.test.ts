import { PatternError } from '@kbisect/text'
import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import { ARM, ARM64, X86 } from './console-samples.test-data.ts'
import type { BootEnding, RunResult, Signature, TestExpectation } from './terms.ts'

const NONCE = 'n0nce-1234'
const START = '[    0.000000] Booting Linux on physical CPU 0x0\n[    0.000000] Linux version 6.1.0\n'
const READY = `[    0.9] Run /init as init process\n\nkbisect:${NONCE}:ready\n`
/** What a sample says, said when user space runs already. */
const later = (text: string) => text.replaceAll('[    0.000000]', '[    1.234567]')
const exit = (status: number) => `\nkbisect:${NONCE}:exit:${status}\n\nkbisect:${NONCE}:exit:${status}\n`

function read(text: string, ending: BootEnding = 'exited', expected: TestExpectation = { kind: 'boot' }): RunResult {
  const reader = new ConsoleReader({ nonce: NONCE, test: expected })
  reader.push(text)
  return reader.conclude(ending)
}

const signature = (result: RunResult) => (result.kind === 'failed' ? result.signature : undefined)

describe('a boot passes', () => {
  test('when init says so with our nonce', () => {
    expect(read(`${START}${READY}${exit(0)}[    1.0] reboot: Power down\n`)).toEqual({ kind: 'passed' })
  })

  test('when the kernel spoke in the middle of one of the two lines', () => {
    const torn = `\nkbisect:${NONCE}:ex[    1.0] random: crng init done\nit:0\n\nkbisect:${NONCE}:exit:0\n`
    expect(read(START + READY + torn)).toEqual({ kind: 'passed' })
  })

  test('when a second console repeated the log', () => {
    const late = `[    0.7] printk: console [ttyAMA0] enabled\n`
    expect(read(`${START}${late}${START}${late}${READY}${exit(0)}`)).toEqual({ kind: 'passed' })
  })

  test('whatever happens after it was said', () => {
    expect(read(`${START}${READY}${exit(0)}Kernel panic - not syncing: late\n`)).toEqual({ kind: 'passed' })
  })

  test.each(['PASS', 'kbisect:other-nonce:exit:0', `kbisect:${NONCE}:exit:`, `kbisect.nonce=${NONCE}`, NONCE])(
    'but not for "%s"',
    (words) => {
      expect(read(`${START}${words}\n`)).toMatchObject({ kind: 'failed', signature: { kind: 'reboot' } })
    },
  )
})

test('a pattern means what it meant when the request was checked', () => {
  const pattern = String.raw`^temp\p{L}+: \d`
  new RegExp(pattern, 'u')
  expect(read(`${START}temperature: 7\n`, 'hung', { kind: 'console', pattern, expect: 'present' })).toEqual({
    kind: 'passed',
  })
})

describe('real reports have their kind, function and text', () => {
  test.each([
    [
      'arm64, panic in the memory areas',
      ARM64.cma,
      'panic',
      'cma_init_reserved_mem',
      'Unable to handle kernel paging request',
    ],
    ['arm64, panic() called', ARM64.panic, 'panic', '__handle_sysrq', 'sysrq triggered crash'],
    ['arm64, BUG()', ARM64.bug, 'bug', 'cma_activate_area', 'kernel BUG in mm/cma.c'],
    [
      'arm64, undefined instruction',
      ARM64.undefined,
      'oops',
      'probe_sensor',
      'Internal error: Oops - Undefined instruction',
    ],
    ['arm, NULL pointer', ARM.oops, 'oops', 'pl011_probe', 'Unable to handle kernel NULL pointer dereference'],
    ['arm, before 5.19', ARM.old, 'panic', 'of_clk_init', 'Unable to handle kernel paging request'],
    ['arm, alignment', ARM.unhandled, 'oops', 'parse_table', 'Unhandled fault: alignment exception'],
    ['x86, NULL pointer', X86.oops, 'panic', 'acpi_scan_init', 'kernel NULL pointer dereference'],
    ['x86, page fault in memset', X86.memset, 'oops', 'setup_areas', 'unable to handle kernel page fault'],
    ['x86, general protection', X86.protection, 'oops', 'tty_open', 'general protection fault'],
    ['x86, before 4.11', X86.old, 'oops', 'pci_scan_slot', 'unable to handle kernel NULL pointer dereference'],
    ['x86, BUG()', X86.bug, 'bug', 'free_area_init', 'kernel BUG in mm/page_alloc.c'],
    ['x86, early exception', X86.early, 'oops', undefined, 'early exception 0x0e'],
    ['no root', X86.noRoot, 'no-root', undefined, 'unable to mount the root file system'],
    ['no init', ARM64.noInit, 'no-init', undefined, 'no working init'],
    ['init refused', ARM64.initFailed, 'no-init', undefined, 'init /init cannot be run (error -8)'],
    ['init died', ARM64.initDied, 'init-died', undefined, 'init ended'],
  ])('%s', (_, text, kind, name, title) => {
    const found = signature(read(text))
    expect(found).toMatchObject({ kind, text: `${kind}${name ? ` in ${name}` : ''}: ${title}` })
    expect(found?.function).toBe(name)
  })

  test.each([
    [
      'arm64, without the memset that only executed it',
      ARM64.cma,
      [
        'cma_init_reserved_mem',
        'cma_declare_contiguous_nid',
        'dma_contiguous_reserve_area',
        'dma_contiguous_reserve',
        'arm64_memblock_init',
        'setup_arch',
        'start_kernel',
        '__primary_switched',
      ],
    ],
    ['arm64, without panic() and what prints it', ARM64.panic, ['__handle_sysrq', 'write_sysrq_trigger']],
    [
      'arm64, a function that is in the registers and in the trace',
      ARM64.bug,
      ['cma_activate_area', 'cma_init_reserved_areas'],
    ],
    ['arm', ARM.oops, ['pl011_probe', 'amba_probe', 'really_probe']],
    ['arm, before 5.19', ARM.old, ['of_clk_init', 'start_kernel']],
    ['x86, without guesses', X86.memset, ['setup_areas', 'start_kernel']],
    ['none where no function is named', X86.early, undefined],
    ['none of a dead init, which tells only how init dies', ARM64.initDied, undefined],
  ])('the trace: %s', (_, text, trace) => {
    expect(signature(read(text))?.trace).toEqual(trace)
  })

  test('the place of a BUG() is its file and line', () => {
    expect(signature(read(ARM64.bug))?.place).toBe('mm/cma.c:123')
  })

  test('the first failure is the one that counts', () => {
    expect(signature(read(ARM64.cma + X86.bug))?.function).toBe('cma_init_reserved_mem')
  })

  test('equal failures at other addresses, times, tasks and CPUs have equal signatures', () => {
    const moved = ARM64.cma
      .replaceAll('ffff', 'fffe')
      .replaceAll('0.000000', '17.123456')
      .replaceAll('CPU: 0 PID: 0', 'CPU: 3 PID: 417')
      .replaceAll('+0x58/', '+0x1c/')
    const withoutLine = ({ line: _, ...rest }: Partial<Signature> = {}) => rest
    expect(withoutLine(signature(read(moved)))).toEqual(withoutLine(signature(read(ARM64.cma))))
    expect(signature(read(moved))?.line).toContain('virtual address fffe')
  })
})

describe('a boot without a word of its end', () => {
  test.each<[string, string, BootEnding, string, string]>([
    ['says nothing at all', '', 'hung', 'silence', 'none'],
    ['has only firmware', 'SeaBIOS (version 1.16)\n\n', 'hung', 'silence', 'firmware'],
    ['stops in the middle', `${START}[    0.0] Memory policy: Data cache writeback\n`, 'hung', 'hang', 'kernel'],
    ['runs out of wall time', START, 'deadline', 'hang', 'kernel'],
    ['stops in user space', START + READY, 'hung', 'hang', 'userspace'],
    ['floods', START, 'flood', 'flood', 'kernel'],
    ['resets', START, 'exited', 'reboot', 'kernel'],
    ['resets before its first line', '', 'exited', 'reboot', 'none'],
    [
      'powers off before the test ended',
      `${START}${READY}[    1.0] reboot: Power down\n`,
      'exited',
      'test-missing',
      'userspace',
    ],
    ['starts again and again', START + START + START, 'stopped', 'reboot', 'kernel'],
  ])('%s', (_, text, ending, kind, stage) => {
    expect(read(text, ending)).toMatchObject({ kind: 'failed', signature: { kind }, stage })
  })

  test('a hang after a warning is named by the warning', () => {
    expect(signature(read(START + ARM64.stall, 'hung'))).toMatchObject({
      kind: 'rcu-stall',
      function: 'wait_for_clock',
    })
    expect(read(START + ARM64.stall + READY + exit(0))).toMatchObject({
      kind: 'passed',
      warnings: [{ kind: 'rcu-stall', function: 'wait_for_clock' }],
    })
  })

  test.each<BootEnding>(['stopped', 'cancelled', 'killed'])(
    'and that was %s is no answer about the kernel',
    (ending) => {
      expect(read(START, ending).kind).toBe('infrastructure')
    },
  )

  test('and whose emulator failed is no answer about the kernel', () => {
    const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
    expect(reader.conclude('exited', 1)).toEqual({
      kind: 'infrastructure',
      reason: 'the emulator ended with exit code 1',
    })
  })
})

describe('a script test', () => {
  const script = { kind: 'script' } as const
  test.each([
    [0, { kind: 'passed' }],
    [125, { kind: 'skipped' }],
    [1, { kind: 'failed', signature: { kind: 'test-failed', place: 'exit status 1' }, stage: 'end' }],
    [127, { kind: 'failed', signature: { text: 'test-failed: exit status 127' } }],
  ])('with status %i', (status, expected) => {
    expect(read(START + READY + exit(status), 'exited', script)).toMatchObject(expected)
  })

  test('fails when the kernel breaks under it, whatever it says then', () => {
    expect(read(START + READY + later(ARM64.cma) + exit(0), 'exited', script)).toMatchObject({
      kind: 'failed',
      stage: 'test',
    })
  })

  test('may print an old log with another first line', () => {
    expect(read(START + READY + START + exit(0), 'exited', script)).toEqual({ kind: 'passed' })
  })
})

describe('a console test', () => {
  const look = (expect: 'present' | 'absent', pattern = '^feature: \\w+$'): TestExpectation => ({
    kind: 'console',
    pattern,
    expect,
  })
  const feature = '[    0.5] feature: dma\n'
  test.each<[string, TestExpectation, string, object]>([
    ['present, and it is there', look('present'), START + feature, { kind: 'passed' }],
    [
      'present, and it is not',
      look('present'),
      START + READY + exit(0),
      { kind: 'failed', signature: { kind: 'console-missing' } },
    ],
    [
      'absent, and it is there',
      look('absent'),
      START + feature,
      { kind: 'failed', signature: { kind: 'console-match' } },
    ],
    ['absent, and it is not', look('absent'), START + READY + exit(0), { kind: 'passed' }],
    ['absent, and the kernel died before', look('absent'), ARM64.cma, { kind: 'failed', signature: { kind: 'panic' } }],
    [
      'absent, and it is in the trace',
      look('absent', 'cma_init'),
      ARM64.cma,
      { kind: 'failed', signature: { kind: 'console-match' } },
    ],
    ['present, in our own words only', look('present', 'exit'), START + exit(0), { kind: 'failed' }],
  ])('%s', (_, expected, text, result) => {
    expect(read(text, 'exited', expected)).toMatchObject(result)
  })

  test('with a pattern that is none, or that may take for ever, is refused', () => {
    for (const pattern of ['(', 'a(?=b)'])
      expect(() => new ConsoleReader({ nonce: NONCE, test: look('present', pattern) })).toThrow(PatternError)
  })
})

describe('while it reads', () => {
  test('it tells when the test starts and when the answer is known', () => {
    const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'script' } })
    expect(reader.push(START)).toBe('continue')
    expect(reader.push(READY)).toBe('testing')
    expect(reader.state).toEqual({ stage: 'test' })
    expect(reader.push(exit(0))).toBe('answered')
    expect(reader.state).toEqual({ stage: 'end', answer: 'known' })
  })

  test('it knows of a failure from its first line on, and completes it as the trace comes', () => {
    const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
    const cut = ARM64.cma.indexOf('Mem abort info')
    expect(reader.push(ARM64.cma.slice(0, cut))).toBe('answered')
    expect(reader.state.failureSeen?.text).toBe('oops: Unable to handle kernel paging request')
    reader.push(ARM64.cma.slice(cut))
    expect(reader.state.failureSeen?.text).toBe(
      'panic in cma_init_reserved_mem: Unable to handle kernel paging request',
    )
  })
})
