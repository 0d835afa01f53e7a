import { COMM, type Machine, PID } from './machine.ts'

/**
 * How a log reaches a reader: what stands before each line of the kernel, by where people take
 * their logs from.
 */
export const LOG_STYLES = [
  ...(['console', 'caller', 'caller-apart', 'level', 'level-only', 'bare', 'dmesg-T', 'journal'] as const),
  ...(['journal-iso', 'journal-micro', 'journal-no-host'] as const),
  ...([
    'syslog',
    'logread',
    'lava',
    'actions',
    'gitlab',
    'android',
    'rockchip',
    'quoted',
    'capture',
    'kmsg',
    'reltime',
  ] as const),
] as const
export type LogStyle = (typeof LOG_STYLES)[number]

const two = (value: number) => String(value).padStart(2, '0')

/** The lines of a kernel's log in a style; time goes on with each. */
export function styleLines(style: LogStyle, machine: Machine, lines: readonly string[], start = 12): string[] {
  return lines.map((line, index) => prefix(style, machine, start * 1000 + index * 3) + line)
}

function prefix(style: LogStyle, machine: Machine, milliseconds: number): string {
  const seconds = `${String(Math.floor(milliseconds / 1000)).padStart(5)}.${String(milliseconds % 1000).padStart(3, '0')}417`
  const stamp = `[${seconds}]`
  const pid = PID[machine.context]
  const clock = `10:${two(Math.floor(milliseconds / 60_000) % 60)}:${two(Math.floor(milliseconds / 1000) % 60)}`
  switch (style) {
    case 'console':
      return `${stamp} `
    case 'caller':
      return `${stamp}[${`T${pid}`.padStart(6)}] `
    case 'caller-apart':
      return `${stamp} [${`T${pid}`.padStart(8)}] `
    case 'level':
      return `<4>${stamp} `
    case 'level-only':
      return '<4>'
    case 'bare':
      return ''
    case 'dmesg-T':
      return `[Mon Mar  1 ${clock} 2021] `
    case 'journal':
      return `Mar 01 ${clock} lab-host kernel: `
    case 'journal-micro':
      return `Mar 01 ${clock}.${String(milliseconds % 1000).padStart(3, '0')}417 lab-host kernel: `
    case 'journal-no-host':
      return `Mar  1 ${clock} kernel: ${stamp} `
    case 'journal-iso':
      return `2021-03-01T${clock}+0100 lab-host kernel: `
    case 'syslog':
      return `Mar  1 ${clock} lab-host kernel: ${stamp} `
    case 'logread':
      return `Mon Mar  1 ${clock} 2021 kern.warn kernel: ${stamp} `
    case 'lava':
      return `2021-03-01T${clock}.${String(milliseconds % 1000).padStart(3, '0')}204 ${stamp} `
    case 'actions':
      return `2021-03-01T${clock}.${String(milliseconds % 1000).padStart(3, '0')}2041Z ${stamp} `
    case 'android':
      return `<4>${stamp}.(0)[${pid}:${COMM[machine.context]}]`
    case 'quoted':
      return `> ${stamp} `
    case 'gitlab':
      return `2021-03-01T${clock}.${String(milliseconds % 1000).padStart(3, '0')}204Z 01O ${stamp} `
    case 'rockchip':
      return `${stamp}  [0:${COMM[machine.context].padStart(15)}:${String(pid).padStart(5)}] `
    case 'reltime':
      return '[  +0.000011] '
    case 'kmsg':
      return `4,${milliseconds},${milliseconds * 1000},-;`
    case 'capture':
      return `[${two(10)}:00:${two(Math.floor(milliseconds / 1000) % 60)}] ${stamp} `
  }
}
