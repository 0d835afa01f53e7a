import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'

const NONCE = 'n0nce-1234'
const BYTES = 100_000_000
const CHUNK = 65_536

const TALK = Array.from(
  { length: 900 },
  (_, at) => `[    1.000000] usb 1-${at}: new high-speed device, number ${at}\r\n`,
)
const WARNING = `[    1.000000] WARNING: CPU: 0 PID: 1 at mm/cma.c:12 f+0x10/0x20\r\n[    1.000000] Call trace:\r\n${'[    1.000000]  g+0x10/0x20\r\n'.repeat(20)}`
const PANIC = '[    2.000000] Kernel panic - not syncing: no clock\r\n[    2.000000]  late_function+0x10/0x20\r\n'

// Measured is what the reader keeps, without garbage: when that is collected depends on what else
// the machine does.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const keptHeap = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
const MEASURE_EVERY = 10_000_000
// Far more than the reader keeps, and far less than the console.
const HEAP = 8_000_000

test.each([
  ['a boot log', Buffer.from(TALK.join(''))],
  ['warnings', Buffer.from(WARNING.repeat(100))],
  ['one line', Buffer.alloc(CHUNK, 'x')],
  ['bytes that are no text', Buffer.from(Array.from({ length: CHUNK }, (_, at) => (at * 7919) % 253))],
])('the end of 100 MB of %s is read, in bounded memory', (_, chunk) => {
  const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
  reader.push('[    0.000000] Linux version 6.1.0\r\n')
  const before = keptHeap()
  let most = 0
  let measured = 0
  for (let read = 0; read < BYTES; read += chunk.length) {
    reader.push(chunk)
    if (read - measured < MEASURE_EVERY) continue
    measured = read
    most = Math.max(most, keptHeap() - before)
  }
  expect(measured).toBeGreaterThan(BYTES / 2)
  reader.push(`\r\n${PANIC}`)
  expect(reader.conclude('exited')).toMatchObject({ signature: { kind: 'panic', function: 'late_function' } })
  expect(most).toBeLessThan(HEAP)
})
