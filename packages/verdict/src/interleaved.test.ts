import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import type { BootEnding, RunResult } from './terms.ts'

const NONCE = 'n0nce-1234'
const START = '[    0.000000][    T0] Linux version 6.1.0\n'

function read(text: string, ending: BootEnding = 'hung'): RunResult {
  const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
  reader.push(START + text)
  return reader.conclude(ending)
}

/** What each caller says, line by line in turn. */
function inTurn(
  said: Readonly<Record<string, readonly string[]>>,
  stamp = (caller: string) => `[    1.000000][${caller}] `,
) {
  const length = Math.max(...Object.values(said).map((lines) => lines.length))
  const turns = Array.from({ length }, (_, at) => at)
  const lines = turns.flatMap((at) =>
    Object.entries(said).flatMap(([caller, all]) => (all[at] === undefined ? [] : [stamp(caller) + all[at]])),
  )
  return `${lines.join('\n')}\n`
}

const frames = (...names: string[]) => names.map((name) => ` ${name}+0x10/0x20`)

const OOPS = [
  'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010',
  'pc : __memset+0x10/0x20',
  'Call trace:',
  ...frames('__memset', 'culprit', 'caller'),
]
const WARNING = (name: string) => [
  `WARNING: CPU: 1 PID: 7 at mm/cma.c:12 memcpy+0x10/0x20`,
  'Call trace:',
  ...frames('memcpy', name),
  '---[ end trace 0000000000000000 ]---',
]

describe('two that speak at once', () => {
  test('each get their own report, where the kernel names the caller', () => {
    const both = inTurn({ '   T12': WARNING('first_one'), '    C1': WARNING('second_one') })
    const talk = Array.from({ length: 20 }, () => '[    2.000000][    T1] device found\n').join('')
    expect(read(both + talk)).toMatchObject({
      signature: { kind: 'hang' },
      warnings: [{ function: 'first_one' }, { function: 'second_one' }],
    })
  })

  test('do not lend each other their frames in a failure', () => {
    const chatter = frames('innocent', 'innocent_too', 'and_another', 'one_more')
    expect(read(inTurn({ '    C1': chatter, '   T12': OOPS }), 'exited')).toMatchObject({
      signature: { function: 'culprit', trace: ['culprit', 'caller'] },
    })
  })

  test('do not end each other’s report with ordinary words, where the kernel names nobody', () => {
    const talk = [
      'usb 1-1: new device',
      'eth0: link is up',
      'a line of words',
      'random: crng init done',
      'more',
      'more',
    ]
    expect(
      read(
        inTurn({ a: OOPS, b: talk }, () => '[    1.000000] '),
        'exited',
      ),
    ).toMatchObject({
      signature: { function: 'culprit' },
    })
  })
})

test('another processor shows what it does when a watchdog asks it', () => {
  const lines = [
    '[    1.000000][    C0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:',
    '[    1.000001][    C0] rcu: \t1-...!: (0 ticks this GP)',
    '[    1.000002][    C0] Sending NMI from CPU 0 to CPUs 1:',
    '[    1.000003][    C1] NMI backtrace for cpu 1',
    '[    1.000004][    C1] CPU: 1 PID: 33 Comm: sh Not tainted 6.1.0 #1',
    '[    1.000005][    C1] RIP: 0010:spin_for_ever+0x10/0x20',
  ]
  expect(read(lines.join('\n'))).toMatchObject({ signature: { kind: 'rcu-stall', function: 'spin_for_ever' } })
})

test('a line that another processor cut is two, and both are read', () => {
  const cut = `[    1.000000][   T12] device fou[    1.000001][   T13] ${OOPS[0]}\n[    1.000002][   T13] ${OOPS[1]}\n[    1.000003][   T13] lr : culprit+0x10/0x20\n`
  expect(read(cut, 'exited')).toMatchObject({ signature: { function: 'culprit' } })
})

test('a report that is cut off in the middle is read as far as it goes', () => {
  const whole = OOPS.map((line) => `[    1.000000] ${line}\r\n`).join('')
  const shown = Array.from({ length: whole.length }, (_, at) => at).flatMap((at) => {
    const result = read(whole.slice(0, at), 'killed')
    return result.kind === 'failed' ? [result.signature.function ?? ''] : []
  })
  expect(new Set(shown)).toEqual(new Set(['', 'culprit']))
  expect(shown.at(-1)).toBe('culprit')
})

describe('bytes that are no text', () => {
  const noise = (line: string) => `\x00\x1b[1m${line.split(' ').join(' \x07')}\x00\r\r\n`
  test('do not hide a report among them', () => {
    const lines = OOPS.map((line) => noise(`[    1.000000] ${line}`)).join('\xff\xfe\n')
    expect(read(lines, 'exited')).toMatchObject({ signature: { function: 'culprit' } })
  })

  test('are no first line of a kernel', () => {
    const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
    reader.push(Uint8Array.from({ length: 4096 }, (_, at) => ((at * 7919) % 251) | 128))
    expect(reader.conclude('hung')).toMatchObject({ signature: { kind: 'silence', place: 'emulator' } })
  })
})

test('a status into which the kernel wrote is not believed', () => {
  const lines = `\nkbisect:${NONCE}:exit:1[    1.000000] random: crng init done\n25\n\nkbisect:${NONCE}:exit:125\n`
  expect(read(lines, 'exited')).toMatchObject({ kind: 'skipped' })
})

test('the place in the image is that of the function that the signature names', () => {
  const lines = OOPS.map((line) => line.replace('culprit+', 'culprit.isra.0+'))
  expect(read(lines.map((line) => `[    1.000000] ${line}\n`).join(''), 'exited')).toMatchObject({
    signature: { function: 'culprit' },
    frame: { symbol: 'culprit.isra.0', offset: 15 },
  })
})
