import { COMM, codeAddress, dataAddress, is64Bit, isX86, type Machine, PID, since, symbol } from './machine.ts'
import { codeLine, registerLines, taskLines, traceLines } from './trace-forms.ts'

const CUT = '------------[ cut here ]------------'
const RULE = '=================================================================='

/**
 * A report's shorthand in the files of wordings: its words become the lines that a kernel of this
 * machine prints.
 */
type Form = (machine: Machine, words: readonly string[], rest: string) => string[]

const end = (machine: Machine): string =>
  `---[ end trace ${since(machine, '5.15') ? '0000000000000000' : '8f1b2c3d4e5f6071'} ]---`

const modules = (words: readonly string[]): string => {
  const names = words.flatMap((word) => /\[(.*)\]$/.exec(word)?.[1] ?? [])
  return `Modules linked in: ${[...new Set(names)].join(' ')}`.trimEnd()
}

const GENERAL_PROTECTION = ['__die_body.cold', 'die_addr', 'exc_general_protection', 'asm_exc_general_protection']
const PAGE_FAULT = ['__die_body.cold', 'page_fault_oops', 'exc_page_fault', 'asm_exc_page_fault']
const INVALID_OPCODE = ['__die_body.cold', 'die', 'do_trap', 'do_error_trap', 'exc_invalid_op', 'asm_exc_invalid_op']
const TRAPPED_WARNING = ['__warn', 'report_bug', 'handle_bug', 'exc_invalid_op', 'asm_exc_invalid_op']

/** The handlers of the trap itself, which x86 kernels of some years print on top, as unreliable. */
function handlerFrames(machine: Machine, handlers: readonly string[], at = ''): string[] {
  if (!isX86(machine) || !since(machine, '6.4') || since(machine, '6.16')) return []
  const last = at === '' || at.startsWith('0x') ? [] : [at]
  return [...handlers, ...last].map((name) => `?${name}`)
}

/** What follows the headline of a crash: modules, task, registers, trace, code. */
function crash(machine: Machine, words: readonly string[], handlers: readonly string[] = GENERAL_PROTECTION): string[] {
  const frames = words.filter((word) => word !== '.')
  const at = frames[0]
  // A processor that jumped to nowhere has no frame there on x86; the others unwind from it.
  const traced = at?.startsWith('0x') ? words.slice(1) : isX86(machine) ? words.slice(1) : words
  const code = isX86(machine) && since(machine, '4.18') ? [] : at?.startsWith('0x') ? [] : [codeLine(machine)]
  return [
    modules(words),
    ...taskLines(machine),
    ...registerLines(machine, frames),
    ...traceLines(machine, [...handlerFrames(machine, handlers, at), ...traced], !at?.startsWith('0x')),
    ...code,
    end(machine),
  ]
}

/** The functions with which `dump_stack()` begins a trace. */
export function dumpFrames(machine: Machine): readonly string[] {
  if (isX86(machine) && !since(machine, '3.10')) return []
  const dump = since(machine, '5.12')
    ? ['dump_stack_lvl', 'dump_stack'].slice(0, since(machine, '5.17') ? 1 : 2)
    : ['dump_stack']
  if (isX86(machine)) return dump.slice(0, 1)
  return [machine.architecture === 'arm' ? 'unwind_backtrace' : 'dump_backtrace', 'show_stack', ...dump]
}

/** Task and trace of `dump_stack()`. */
const stack: Form = (machine, words) => [
  ...taskLines(machine),
  ...traceLines(machine, [...dumpFrames(machine), ...words]),
]

function oopsLine(
  machine: Machine,
  code: { readonly x86: string; readonly arm: string; readonly arm64: string },
): string[] {
  switch (machine.architecture) {
    case 'x86_64':
    case 'i386':
      return [
        `${since(machine, '6.9') ? 'Oops: ' : ''}Oops: ${code.x86} [#1] ${since(machine, '6.14') ? 'SMP NOPTI' : 'PREEMPT SMP'}`,
      ]
    case 'arm':
      return [`Internal error: Oops: ${code.arm} [#1] SMP ARM`]
    case 'arm64':
      return [
        `Internal error: Oops: ${since(machine, '5.19') ? '00000000' : ''}${code.arm64} [#1] ${since(machine, '6.14') ? ' SMP' : 'PREEMPT SMP'}`,
      ]
    case 'riscv':
      return ['Oops [#1]']
  }
}

/** A page fault. @param address as the kernel prints it, without leading zeroes */
function pageFault(
  machine: Machine,
  address: string,
  access: 'read' | 'write' | 'execute',
  words: readonly string[],
): string[] {
  const full = address.padStart(is64Bit(machine) ? 16 : 8, '0')
  const isNull = Number.parseInt(full, 16) < 4096
  const at = words[0] ?? '0x0'
  if (isX86(machine)) {
    const head = since(machine, '5.1')
      ? isNull
        ? `BUG: kernel NULL pointer dereference, address: ${full}`
        : `BUG: unable to handle page fault for address: ${full}`
      : `BUG: unable to handle kernel ${isNull ? 'NULL pointer dereference' : 'paging request'} at ${full}`
    const nowhere = at.startsWith('0x')
    const where = nowhere ? '(null)' : symbol(machine, at.replace(/\[.*/, ''))
    const ip = since(machine, '4.19')
      ? []
      : [
          since(machine, '4.10')
            ? `IP: ${nowhere ? '          (null)' : where}`
            : `IP: [<${nowhere ? full : codeAddress(machine, at)}>] ${where}`,
        ]
    const words51 = access === 'execute' ? 'supervisor instruction fetch' : `supervisor ${access} access`
    const pf = since(machine, '5.1')
      ? [`#PF: ${words51} in kernel mode`, '#PF: error_code(0x0000) - not-present page']
      : []
    const tables = machine.architecture === 'i386' ? ['*pde = 00000000 '] : ['PGD 0 P4D 0 ']
    const x86 = { read: '0000', write: '0002', execute: '0010' }[access]
    return [
      head,
      ...ip,
      ...pf,
      ...tables,
      ...oopsLine(machine, { x86, arm: '', arm64: '' }),
      ...crash(machine, words, PAGE_FAULT),
    ]
  }
  const what = isNull ? 'NULL pointer dereference' : 'paging request'
  const when = machine.architecture === 'arm' && since(machine, '6.0') ? ` when ${access}` : ''
  const head = `Unable to handle kernel ${what} at virtual address ${full}${when}`
  const cut = machine.architecture === 'arm' && since(machine, '5.1') ? ['8<--- cut here ---'] : []
  const detail =
    machine.architecture === 'arm'
      ? [
          since(machine, '5.1') ? `[${full}] *pgd=00000000` : 'pgd = c0004000',
          ...(since(machine, '5.1') ? [] : [`[${full}] *pgd=00000000`]),
        ]
      : machine.architecture === 'arm64' && since(machine, '4.13')
        ? [
            'Mem abort info:',
            '  ESR = 0x0000000096000004',
            '  EC = 0x25: DABT (current EL), IL = 32 bits',
            '  SET = 0, FnV = 0',
            '  EA = 0, S1PTW = 0',
            'Data abort info:',
            '  ISV = 0, ISS = 0x00000004',
            `[${full}] user address but active_mm is swapper`,
          ]
        : []
  const arm = { read: '5', write: '805', execute: '80000005' }[access]
  const arm64 = { read: '96000004', write: '96000044', execute: '86000004' }[access]
  return [...cut, head, ...detail, ...oopsLine(machine, { x86: '', arm, arm64 }), ...crash(machine, words)]
}

/** `@warn FILE:LINE FUNCTION CALLER… | TEXT`: WARN_ON(), or WARN() with its text. */
function warning(machine: Machine, [place = '', ...words]: readonly string[], text: string | undefined): string[] {
  const at = words[0] ?? ''
  const where = `${symbol(machine, at.replace(/\[.*/, ''))}${/\[.*\]$/.exec(at)?.[0] ? ` ${/\[.*\]$/.exec(at)?.[0]}` : ''}`
  const [pid, comm] = [PID[machine.context], COMM[machine.context]]
  const head = since(machine, '6.18')
    ? `WARNING: ${place} at ${where}, CPU#0: ${comm}/${pid}`
    : since(machine, '3.11')
      ? `WARNING: CPU: 0 PID: ${pid} at ${place} ${where}${since(machine, '4.7') ? '' : '()'}`
      : `WARNING: at ${place} ${where}()`
  const trapped = machine.architecture === 'arm' ? false : since(machine, isX86(machine) ? '4.14' : '4.10')
  // Where the processor traps, the text is printed before the trap; otherwise after the headline.
  const first = trapped && text ? [text] : []
  const then = !trapped && text ? [text] : []
  const slow = since(machine, '5.3')
    ? ['__warn', 'warn_slowpath_fmt']
    : [since(machine, '4.6') ? '__warn' : 'warn_slowpath_common', text ? 'warn_slowpath_fmt' : 'warn_slowpath_null']
  const body = trapped
    ? [
        modules(words),
        ...taskLines(machine),
        ...registerLines(machine, words),
        ...traceLines(
          machine,
          [...handlerFrames(machine, TRAPPED_WARNING, at), ...(isX86(machine) ? words.slice(1) : words)],
          true,
        ),
      ]
    : [modules(words), ...stack(machine, [...slow, ...words], '')]
  return [CUT, ...first, head, ...then, ...body, end(machine)]
}

/** `@bug FILE:LINE FUNCTION CALLER…`. */
const bug: Form = (machine, [place = '', ...words]) => {
  const internal = {
    x86_64: since(machine, '6.9') ? 'Oops: invalid opcode: 0000 [#1] PREEMPT SMP' : 'invalid opcode: 0000 [#1] SMP',
    i386: 'invalid opcode: 0000 [#1] SMP',
    arm: 'Internal error: Oops - BUG: 0 [#1] SMP ARM',
    arm64: `Internal error: Oops - BUG: ${since(machine, '5.19') ? '00000000f2000800' : '0'} [#1] PREEMPT SMP`,
    riscv: 'Kernel BUG [#1]',
  }[machine.architecture]
  return [CUT, `kernel BUG at ${place}!`, internal, ...crash(machine, words, INVALID_OPCODE)]
}

/** `@kasan KIND read|write FUNCTION CALLER…`. */
const kasan: Form = (machine, [what = '', access = 'read', ...words]) => {
  const at = words[0] ?? ''
  const address = dataAddress(machine, 'object')
  const load = access === 'read' ? 'load8' : 'store8'
  const [task, comm] = [PID[machine.context], COMM[machine.context]]
  const where = symbol(machine, at.replace(/\[.*/, '')) + (/\[.*\]$/.exec(at)?.[0] ? ` ${/\[.*\]$/.exec(at)?.[0]}` : '')
  const did = `${access === 'read' ? 'Read' : 'Write'} of size 8`
  if (!since(machine, '4.9')) {
    const words40 = what.startsWith('use') ? 'use after free' : 'out of bounds access'
    const named = since(machine, '4.4') ? `KASAN: ${what}` : `KASan: ${words40}`
    return [
      ...[RULE, `BUG: ${named} in ${where} at addr ${address}`],
      ...[
        `${did} by task ${comm}/${task}`,
        '==============================================================================',
      ],
      'BUG kmalloc-64 (Not tainted): kasan: bad access detected',
      '-----------------------------------------------------------------------------',
      ...[
        '',
        'Disabling lock debugging due to kernel taint',
        `INFO: Allocated in make_thing+0x54/0xd0 age=12 cpu=0 pid=${task}`,
      ],
      ...[
        ' __slab_alloc+0x3b2/0x5a0',
        ' make_thing+0x54/0xd0',
        `INFO: Object 0x${address} @offset=64 fp=0x          (null)`,
      ],
      ...stack(
        machine,
        ['print_trailer', 'object_err', 'kasan_report_error', 'kasan_report', `__asan_${load}`, ...words],
        '',
      ),
      ...['Memory state around the buggy address:', ` ${address}: fc fc fc fc fb fb fb fb`, RULE],
    ]
  }
  return [
    ...[RULE, `BUG: KASAN: ${what} in ${where}`, `${did} at addr ${address} by task ${comm}/${task}`, ''],
    ...stack(
      machine,
      [
        ...(since(machine, '5.18') ? ['print_report', 'kasan_report'] : ['print_address_description', 'kasan_report']),
        ...(since(machine, '6.1') ? [] : [since(machine, '4.15') ? `__asan_report_${load}_noabort` : `__asan_${load}`]),
        ...words,
      ],
      '',
    ),
    ...[
      '',
      `Allocated by task ${task}:`,
      ' kasan_save_stack+0x1b/0x40',
      ' __kasan_kmalloc+0x7f/0x90',
      ' make_thing+0x54/0xd0',
      ' make_things+0x30/0x80',
    ],
    ...['', `Freed by task ${task}:`, ' kasan_save_stack+0x1b/0x40', ' kfree+0xa8/0x2c0', ' drop_thing+0x20/0x30', ''],
    `The buggy address belongs to the object at ${address}`,
    ...[
      ' which belongs to the cache kmalloc-64 of size 64',
      'Memory state around the buggy address:',
      ` ${address}: fa fb fb fb fb fb fb fb`,
      '                   ^',
      RULE,
    ],
  ]
}

/** `@panic FUNCTION CALLER… | TEXT`: the functions that called panic(), and its text. */
const panic: Form = (machine, _words, rest) => {
  const [frames = '', text = ''] = rest.split(/ \| (.*)/)
  const words = frames.split(' ').filter(Boolean)
  const closing = since(machine, '4.15') ? ` ]---` : ''
  const last =
    isX86(machine) || since(machine, '4.15') ? [`---[ end Kernel panic - not syncing: ${text}${closing}`] : []
  return [`Kernel panic - not syncing: ${text}`, ...stack(machine, ['panic', ...words], ''), ...last]
}

const fault =
  (access: 'read' | 'write' | 'execute', fixed?: string): Form =>
  (machine, words) =>
    fixed === undefined
      ? pageFault(machine, words[0] ?? '', access, words.slice(1))
      : pageFault(machine, fixed, access, words)

/** The forms by their names in the files; packages/verdict/wordings/README.md lists them. */
export const FORMS: Record<string, Form> = {
  null: fault('read', '8'),
  'null-write': fault('write', '10'),
  'null-call': (machine, words) => pageFault(machine, '0', 'execute', ['0x0', ...words]),
  read: fault('read'),
  write: fault('write'),
  execute: fault('execute'),
  bug,
  warn: (machine, words, rest) => {
    const [head = '', text] = rest.split(/ \| (.*)/)
    return warning(machine, text === undefined ? words : head.split(' ').filter(Boolean), text)
  },
  kasan,
  panic,
  stack,
  crash: (machine, words) => crash(machine, words),
  regs: (machine, words) => [...taskLines(machine), ...registerLines(machine, words)],
  task: (machine) => taskLines(machine),
  trace: (machine, words) => traceLines(machine, words),
  end: (machine) => [end(machine)],
}
