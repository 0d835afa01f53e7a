/** An architecture of Linux as report wordings tell it apart: i386 prints otherwise than x86_64. */
export const WORDING_ARCHITECTURES = ['x86_64', 'i386', 'arm', 'arm64', 'riscv'] as const
export type WordingArchitecture = (typeof WORDING_ARCHITECTURES)[number]

/** The kernel that prints a report, and what it was doing. */
export interface Machine {
  readonly architecture: WordingArchitecture
  /** `6.1`, or `6.1.12`. */
  readonly release: string
  /** What stands below the frames of a report: how the code was called. */
  readonly context: WordingContext
}

export const WORDING_CONTEXTS = ['init', 'work', 'thread', 'syscall', 'idle'] as const
export type WordingContext = (typeof WORDING_CONTEXTS)[number]

/** Whether a machine's kernel has what came with a release. */
export function since({ release }: Machine, other: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major > otherMajor || (major === otherMajor && minor >= otherMinor)
}

export const is64Bit = ({ architecture }: Machine): boolean => architecture !== 'i386' && architecture !== 'arm'
export const isX86 = ({ architecture }: Machine): boolean => architecture === 'x86_64' || architecture === 'i386'

/** The task that runs in a context, as `Comm:` names it. */
export const COMM: Record<WordingContext, string> = {
  init: 'swapper/0',
  work: 'kworker/0:1',
  thread: 'pump_thread',
  syscall: 'cat',
  idle: 'swapper/1',
}

export const PID: Record<WordingContext, number> = { init: 1, work: 23, thread: 61, syscall: 142, idle: 0 }

/**
 * A number that depends on words alone, so that other machines print other addresses and the same
 * file the same ones.
 */
export function mix(...words: readonly string[]): number {
  let hash = 2166136261
  for (const letter of words.join('|')) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0
  return hash
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** An address of kernel code. */
export function codeAddress(machine: Machine, name: string): string {
  const low = mix(machine.architecture, machine.release, name)
  switch (machine.architecture) {
    case 'x86_64':
      return `ffffffff81${hex(low % 0x1000000, 6)}`
    case 'i386':
      return `c1${hex(low % 0x1000000, 6)}`
    case 'arm':
      return `c0${hex(low % 0x1000000, 6)}`
    case 'arm64':
      return since(machine, '5.4') ? `ffff800010${hex(low % 0x1000000, 6)}` : `ffffff8008${hex(low % 0x1000000, 6)}`
    case 'riscv':
      return since(machine, '5.13') ? `ffffffff80${hex(low % 0x1000000, 6)}` : `ffffffe000${hex(low % 0x1000000, 6)}`
  }
}

/** An address of kernel data. */
export function dataAddress(machine: Machine, name: string): string {
  const low = hex(mix('data', machine.architecture, machine.release, name) % 0x10000000, 7)
  if (!is64Bit(machine)) return `${machine.architecture === 'arm' ? 'e' : 'f'}${low}`
  return { x86_64: 'ffff88800', arm64: 'ffff00000', riscv: 'ffffffd80' }[machine.architecture as 'arm64'] + low
}

/** `name+0x24/0x80`, other numbers on other machines. */
export function symbol(machine: Machine, name: string): string {
  if (name.startsWith('0x')) return name
  const size = 0x40 + (mix(name, machine.architecture, machine.release) % 0x300) * 4
  const offset = 4 * (1 + (mix(name, machine.release) % (size / 4 - 1)))
  return `${name}+0x${offset.toString(16)}/0x${size.toString(16)}`
}

/** A release as kernels print it: `6.1.0`. */
export const fullRelease = ({ release }: Machine): string => (/^\d+\.\d+$/.test(release) ? `${release}.0` : release)
