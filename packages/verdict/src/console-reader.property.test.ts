import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import { ARM, ARM64, X86 } from './console-samples.test-data.ts'
import type { BootEnding, TestExpectation } from './terms.ts'

const NONCE = 'n0nce-1234'
const endings: BootEnding[] = ['exited', 'stopped', 'hung', 'deadline', 'flood', 'cancelled', 'killed']
const tests: TestExpectation[] = [
  { kind: 'boot' },
  { kind: 'script' },
  { kind: 'console', pattern: '^[a-z]+$', expect: 'present' },
  { kind: 'console', pattern: 'x', expect: 'absent' },
]

const piece = fc.oneof(
  fc.constantFrom(...[ARM64, ARM, X86].flatMap((samples) => Object.values(samples))),
  fc.constantFrom(
    `\nkbisect:${NONCE}:ready\n`,
    `\nkbisect:${NONCE}:exit:0\n`,
    `kbisect:${NONCE}:exit:125\r\n`,
    '\0\0',
    '\x1b[31m',
  ),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('Kernel panic - not syncing: ', '[    0.000000] ', 'Oops: ', '\n', 'ä'.repeat(5000)),
)
const consoles = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join('')))

function read(chunks: readonly Uint8Array[], ending: BootEnding, test: TestExpectation) {
  const reader = new ConsoleReader({ nonce: NONCE, test })
  for (const chunk of chunks) reader.push(chunk)
  return { signal: reader.conclude(ending), state: reader.state }
}

test('any bytes give a run result, and the same one however they are cut', () => {
  const cuts = fc.array(fc.nat(20_000), { maxLength: 30 })
  fc.assert(
    fc.property(
      consoles,
      cuts,
      fc.constantFrom(...endings),
      fc.constantFrom(...tests),
      (bytes, at, ending, expected) => {
        const edges = [0, ...at.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
        const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
        expect(read(chunks, ending, expected)).toEqual(read([bytes], ending, expected))
      },
    ),
    { numRuns: 300 },
  )
})

test('one byte at a time is as good as all at once', () => {
  const bytes = Buffer.from(`${ARM64.cma}é`)
  const single = [...bytes].map((byte) => Uint8Array.of(byte))
  expect(read(single, 'exited', { kind: 'boot' })).toEqual(read([bytes], 'exited', { kind: 'boot' }))
})

// Ten times the text may take ten times as long, and half as much again for chance; quadratic would
// be a hundred. Seconds of the processor, as other work on the machine makes no reader slow.
test.each([
  ['one line without an end', 'Oops'],
  ['lines that look like failures', 'BUG: INFO: init fault panic Oops check segment\n'],
  ['escape sequences that never end', '\x1b[0;0;0;0;0;0;0'],
  ['traces', ' some_function_of_a_trace+0x10/0x20\n'],
  ['addresses', 'Kernel panic - not syncing: ffff000000000000 ffff000000000000\n'],
  ['blanks', '        '],
  ['headlines that never die', ': 0: 00: fff: 0123456789abcdef [: '],
  ['headlines that do not die, line by line', `${': 0'.repeat(60)} [\n`],
  ['symbols', 'f.isra.0.part.1'],
  ['assertions', 'assertion failed: , in a:b, in c\n'],
  ['dates in front of dates', 'Mar  1 10:00:00 2024-03-01 10:00:00 [10:00:00] <1> > '],
  ['objects without an end', '{"MESSAGE":"\\"{"lvl":"target","msg":"'],
  ['tags and entities', '<span &lt;1&gt;<pre class="&amp;'],
  ['decoded frames', 'f (a/b.c:12 (discriminator 1) a/b.c:13) g (\n'],
])('reads 10 MB of %s in linear time', (_, text) => {
  const seconds = (bytes: number) => {
    const chunk = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)))
    const began = process.cpuUsage()
    const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
    for (let read = 0; read < bytes; read += chunk.length) reader.push(chunk)
    reader.conclude('hung')
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1_000_000
  }
  seconds(1_000_000) // warm up
  expect(seconds(10_000_000)).toBeLessThan(15 * Math.max(seconds(1_000_000), 0.1))
})
