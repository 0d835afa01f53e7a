import {
  COMM,
  codeAddress,
  dataAddress,
  fullRelease,
  is64Bit,
  isX86,
  type Machine,
  PID,
  since,
  symbol,
} from './machine.ts'

/**
 * A frame of a trace as the files of wordings write it: `name`, `?name` (unreliable),
 * `name[module]`, `name{file.c:12}` (decoded), `rip:name` (where an interrupt struck), or a mark
 * such as `<IRQ>`.
 */
interface Frame {
  readonly name: string
  readonly guessed: boolean
  readonly module?: string
  readonly place?: string
  readonly struck: boolean
  readonly mark: boolean
}

function readFrame(word: string): Frame {
  if (/^<.*>$/.test(word)) return { name: word, guessed: false, struck: false, mark: true }
  const [, prefix, name, , module, , place] = /^(\?|rip:)?([^[{]+)(\[(.*)\])?(\{(.*)\})?$/.exec(word) ?? []
  if (name === undefined) throw new SyntaxError(`no frame of a trace: "${word}"`)
  return {
    name,
    guessed: prefix === '?',
    struck: prefix === 'rip:',
    mark: false,
    ...(module ? { module } : {}),
    ...(place ? { place } : {}),
  }
}

/** The functions below those that a report is about: how the kernel got there. */
export function callersBelow(machine: Machine): readonly string[] {
  const x86 = isX86(machine)
  switch (machine.context) {
    case 'init':
      return ['do_one_initcall', 'kernel_init_freeable', 'kernel_init', ...threadEntry(machine).slice(-1)]
    case 'work':
      return ['process_one_work', 'worker_thread', 'kthread', ...threadEntry(machine)]
    case 'thread':
      return ['kthread', ...threadEntry(machine)]
    case 'idle':
      if (!since(machine, '3.11')) return ['cpu_idle', 'start_secondary']
      return ['do_idle', 'cpu_startup_entry', x86 ? 'start_secondary' : 'secondary_start_kernel']
    case 'syscall':
      return syscallEntry(machine)
  }
}

function threadEntry(machine: Machine): readonly string[] {
  if (machine.architecture === 'x86_64') {
    if (!since(machine, '3.8')) return ['kernel_thread_helper']
    return since(machine, '6.5') ? ['ret_from_fork', 'ret_from_fork_asm'] : ['ret_from_fork']
  }
  if (machine.architecture === 'i386') return [since(machine, '4.8') ? 'ret_from_fork' : 'ret_from_kernel_thread']
  if (machine.architecture === 'riscv') return [since(machine, '6.10') ? 'ret_from_fork_kernel_asm' : 'ret_from_fork']
  return ['ret_from_fork']
}

function syscallEntry(machine: Machine): readonly string[] {
  switch (machine.architecture) {
    case 'x86_64':
      if (since(machine, '4.17')) return ['__x64_sys_ioctl', 'do_syscall_64', 'entry_SYSCALL_64_after_hwframe']
      return since(machine, '4.2') ? ['SyS_ioctl', 'entry_SYSCALL_64_fastpath'] : ['SyS_ioctl', 'system_call_fastpath']
    case 'i386':
      return since(machine, '4.17')
        ? ['__ia32_sys_ioctl', 'do_fast_syscall_32', 'entry_SYSENTER_32']
        : ['SyS_ioctl', 'sysenter_do_call']
    case 'arm':
      return since(machine, '4.17') ? ['sys_ioctl', 'ret_fast_syscall'] : ['SyS_ioctl', 'ret_fast_syscall']
    case 'arm64':
      if (!since(machine, '4.19')) return ['SyS_ioctl', 'el0_svc_naked']
      if (!since(machine, '5.12')) return ['__arm64_sys_ioctl', 'el0_svc_common', 'do_el0_svc', 'el0_svc']
      return [
        ...['__arm64_sys_ioctl', 'invoke_syscall', 'el0_svc_common', 'do_el0_svc', 'el0_svc'],
        ...['el0t_64_sync_handler', 'el0t_64_sync'],
      ]
    case 'riscv':
      return since(machine, '6.5')
        ? ['__riscv_sys_ioctl', 'do_trap_ecall_u', 'handle_exception']
        : ['sys_ioctl', 'ret_from_syscall']
  }
}

/**
 * The trace of a report. @param first whether the first frame is where the processor was (newer
 * arm64 kernels mark it)
 */
export function traceLines(machine: Machine, words: readonly string[], first = false): string[] {
  const frames = [...(words.at(-1) === '.' ? words.slice(0, -1) : [...words, ...callersBelow(machine)])].map(readFrame)
  if (machine.architecture === 'arm') return armTrace(machine, frames)
  const lines = frames.map((frame, index) => frameLine(machine, frame, first && index === 0))
  if (isX86(machine)) {
    const task = machine.architecture === 'x86_64' ? since(machine, '5.16') : since(machine, '6.1')
    return ['Call Trace:', ...(task ? inTask(lines) : since(machine, '4.10') ? lines : marksBeside(lines))]
  }
  return [machine.architecture === 'riscv' && since(machine, '4.15') ? 'Call Trace:' : 'Call trace:', ...lines]
}

/** The lines of older x86 kernels, which print a mark and the frame after it on one line. */
const marksBeside = (lines: readonly string[]): string[] =>
  lines
    .join('\n')
    .replace(/^( <\w+>)\n/gm, '$1 ')
    .split('\n')

/** Marks of the task's own stack, which newer x86 kernels print. */
function inTask(lines: readonly string[]): string[] {
  const after = lines.indexOf(' </IRQ>') + 1
  return [...lines.slice(0, after), ' <TASK>', ...lines.slice(after), ' </TASK>']
}

function frameLine(machine: Machine, frame: Frame, first: boolean): string {
  const { name, guessed, module, place, struck, mark } = frame
  if (mark) return name === '</IRQ>' && !since(machine, '4.10') ? ' <EOI>' : ` ${name}`
  const old = isX86(machine) && !since(machine, '4.10')
  if (struck && !old) return programCounter(machine, name, module)
  const where = `${guessed || struck ? '? ' : ''}${symbol(machine, name)}${module ? ` [${module}]` : ''}${place ? ` (${place})` : ''}`
  const address = codeAddress(machine, name)
  if (isX86(machine)) return since(machine, '4.10') ? ` ${where}` : ` [<${address}>] ${where}`
  if (machine.architecture === 'arm64' && since(machine, '4.15'))
    return ` ${where}${first && since(machine, '6.12') ? ' (P)' : ''}`
  return `[<${address}>] ${where}`
}

function armTrace(machine: Machine, frames: readonly Frame[]): string[] {
  const lines = frames.slice(0, -1).map((frame, index) => {
    const next = frames[index + 1] ?? frame
    const to = `${symbol(machine, next.name)}${next.module ? ` [${next.module}]` : ''}`
    const module = frame.module ? ` [${frame.module}]` : ''
    if (since(machine, '5.18')) return ` ${frame.name}${module} from ${to}`
    const from = since(machine, '3.13') ? frame.name : symbol(machine, frame.name)
    return `[<${codeAddress(machine, frame.name)}>] (${from}${module}) from [<${codeAddress(machine, next.name)}>] (${to})`
  })
  return since(machine, '6.10') ? ['Call trace: ', ...lines] : lines
}

/** The line that names the processor's place, as it stands within traces. */
function programCounter(machine: Machine, name: string, module?: string): string {
  const where = `${symbol(machine, name)}${module ? ` [${module}]` : ''}`
  const address = codeAddress(machine, name)
  switch (machine.architecture) {
    case 'x86_64':
      return since(machine, '4.10') ? `RIP: 0010:${where}` : `RIP: 0010:[<${address}>]  [<${address}>] ${where}`
    case 'i386':
      return since(machine, '4.10') ? `EIP: ${where}` : `EIP is at ${where}`
    case 'arm':
      return `PC is at ${where}`
    case 'arm64':
      return since(machine, '4.15') ? `pc : ${where}` : `PC is at ${where}`
    case 'riscv':
      return `epc : ${where}`
  }
}

/** The line with processor, task and kernel, and what stands with it. */
export function taskLines(machine: Machine, taint = 'Not tainted'): string[] {
  const [pid, comm] = [PID[machine.context], COMM[machine.context]]
  const release = `${fullRelease(machine)} #1`
  const work = machine.context === 'work' && since(machine, '3.10') ? ['Workqueue: events pump_work'] : []
  if (!since(machine, '3.10'))
    return machine.architecture === 'arm'
      ? [`CPU: 0    ${taint}  (${release})`]
      : [`Pid: ${pid}, comm: ${comm} ${taint} ${release} Bochs Bochs`]
  const user = since(machine, '6.11') ? ' UID: 0' : ''
  const model = since(machine, '6.14') ? ' PREEMPT(voluntary)' : ''
  return [
    `CPU: 0${user} PID: ${pid} Comm: ${comm} ${taint} ${release}${model}`,
    `Hardware name: ${HARDWARE[machine.architecture]}`,
    ...work,
  ]
}

const PC = 'QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014'
const HARDWARE: Record<Machine['architecture'], string> = {
  x86_64: PC,
  i386: PC,
  arm: 'Generic DT based system',
  arm64: 'linux,dummy-virt (DT)',
  riscv: 'riscv-virtio,qemu (DT)',
}

const CODE: Record<Machine['architecture'], string> = {
  x86_64: 'Code: 0f 1f 44 00 00 53 48 89 fb 48 8b 47 18 <48> 8b 40 08 5b c3 66 90',
  i386: 'Code: 55 89 e5 53 89 c3 8b 40 0c <8b> 40 04 5b 5d c3 8d 76 00',
  arm: 'Code: e92d4010 e1a04000 e5903018 (e5933008) ',
  arm64: 'Code: a9be7bfd 910003fd f9000bf3 f9400c13 (f9400660) ',
  riscv: 'Code: 1141 e422 0800 6d1c 87aa 853e (6798) 6422',
}

/** What a crash prints of the processor: where it was, where it came from, registers, code. */
export function registerLines(machine: Machine, [at = '0x0', from = 'do_one_initcall']: readonly string[]): string[] {
  const [here, there] = [readFrame(at), readFrame(from)]
  const [counter, link] = [codeAddress(machine, here.name), codeAddress(machine, there.name)]
  const stack = dataAddress(machine, 'stack')
  const zeroes = is64Bit(machine) ? '0000000000000000' : '00000000'
  const nowhere = here.name.startsWith('0x')
  const where = `${symbol(machine, here.name)}${here.module ? ` [${here.module}]` : ''}`
  const caller = `${symbol(machine, there.name)}${there.module ? ` [${there.module}]` : ''}`
  const code = nowhere ? badCode(machine) : [CODE[machine.architecture]]
  switch (machine.architecture) {
    case 'x86_64': {
      const old = nowhere
        ? `RIP: 0010:[<${zeroes}>]  [<          (null)>]           (null)`
        : programCounter(machine, here.name, here.module)
      const rip = since(machine, '4.10') ? `RIP: 0010:${where}` : old
      const flags = `RSP: 0018:${stack}  EFLAGS: 00010246`
      const registers = [
        `RAX: ${zeroes} RBX: ${dataAddress(machine, 'rbx')} RCX: ${zeroes}`,
        'CR2: 0000000000000008 CR3: 000000000240a000 CR4: 00000000000006f0',
      ]
      return since(machine, '4.18') ? [rip, ...code, flags, ...registers] : [rip, flags, ...registers]
    }
    case 'i386':
      if (since(machine, '4.10'))
        return [`EIP: ${where}`, ...code, `EAX: ${zeroes} EBX: ${stack} ECX: ${zeroes} EDX: ${zeroes}`]
      return [
        `EIP: 0060:[<${counter}>] EFLAGS: 00010246 CPU: 0`,
        `EIP is at ${nowhere ? '0x0' : where}`,
        `EAX: ${zeroes} EBX: ${stack} ECX: ${zeroes} EDX: ${zeroes}`,
      ]
    case 'arm':
      return [
        `PC is at ${where}`,
        `LR is at ${caller}`,
        `pc : [<${nowhere ? zeroes : counter}>]    lr : [<${link}>]    psr: 60000013`,
        `sp : ${stack}  ip : ${zeroes}  fp : ${zeroes}`,
        'r10: 00000000  r9 : 00000000  r8 : c0a03d00',
        'Flags: nZCv  IRQs on  FIQs on  Mode SVC_32  ISA ARM  Segment none',
        `Process ${COMM[machine.context]} (pid: ${PID[machine.context]}, stack limit = 0x(ptrval))`,
      ]
    case 'arm64':
      if (!since(machine, '4.15'))
        return [
          `PC is at ${where}`,
          `LR is at ${caller}`,
          `pc : [<${nowhere ? zeroes : counter}>] lr : [<${link}>] pstate: 60000145`,
          `sp : ${stack}`,
        ]
      return [
        'pstate: 60400005 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)',
        `pc : ${where}`,
        `lr : ${caller}`,
        `sp : ${stack}`,
        `x29: ${stack} x28: ${zeroes} x27: ${zeroes}`,
      ]
    case 'riscv':
      return [
        ...(since(machine, '5.13') ? [`epc : ${where}`, ` ra : ${caller}`] : []),
        `${since(machine, '5.1') ? 'epc : ' : 'sepc: '}${nowhere ? zeroes : counter} ra : ${link} sp : ${stack}`,
        ` gp : ${dataAddress(machine, 'gp')} tp : ${dataAddress(machine, 'tp')} t0 : ${zeroes}`,
        `status: 0000000200000120 badaddr: 0000000000000008 cause: 000000000000000d`,
      ]
  }
}

const badCode = (machine: Machine): string[] =>
  since(machine, '5.12') ? ['Code: Unable to access opcode bytes at 0xffffffffffffffd6.'] : ['Code: Bad RIP value.']

export const codeLine = (machine: Machine): string => CODE[machine.architecture]
