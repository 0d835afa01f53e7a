import { LineSplitter } from '@kbisect/text'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findKtap } from './find-ktap.ts'
import { firstFailedAssertion } from './first-failed-assertion.ts'
import { KtapReader } from './ktap-reader.ts'
import type { KtapOutput, KtapResult } from './ktap-result.ts'
import { readText, SAMPLES } from './ktap-samples.test-data.ts'

/** Reads a console as it comes, in chunks; its last line may be cut off. */
function readConsole(chunks: readonly Uint8Array[]): KtapOutput {
  const reader = new KtapReader()
  let ended = true
  const splitter = new LineSplitter((line) => reader.push(line, !ended))
  for (const chunk of chunks) splitter.push(chunk)
  ended = false
  splitter.end()
  return reader.result()
}

const allOf = (tests: readonly KtapResult[]): KtapResult[] =>
  tests.flatMap((result) => [result, ...allOf(result.children)])

/** Returns the names of the tests that passed. */
const passedOf = ({ tests }: KtapOutput): string[] =>
  allOf(tests).flatMap(({ name, status }) => (status === 'passed' ? [name] : []))

const BAD: ReadonlySet<string> = new Set(['failed', 'timeout', 'unfinished'])

/** Returns the tests that passed in spite of what they show. */
const betterThanShown = ({ tests, truncated }: KtapOutput): KtapResult[] =>
  allOf(tests).filter(
    ({ status, children, planned = 0 }) =>
      status === 'passed' &&
      (children.some((child) => BAD.has(child.status)) || (truncated !== true && children.length < planned)),
  )

const number = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.nat())
const name = fc.oneof(
  fc.constantFrom('a', 'b', 's', 'selftests: x: y', ''),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const indent = fc.constantFrom(
  '',
  '',
  '  ',
  '    ',
  '\t',
  '        ',
  '# ',
  '# # ',
  '    # ',
  '[    1.000000] ',
  '<6>[    1.000000]     ',
)
const words = fc.oneof(
  fc.tuple(fc.constantFrom('ok', 'not ok'), number, fc.constantFrom('', '- '), name).map((parts) => parts.join(' ')),
  fc
    .tuple(
      fc.constantFrom('ok', 'not ok'),
      number,
      name,
      fc.constantFrom('# SKIP x', '# TODO', '# XFAIL', '# TIMEOUT 3', '# exit=1'),
    )
    .map((parts) => parts.join(' ')),
  number.map((planned) => `1..${planned}`),
  name.map((suite) => `# Subtest: ${suite}`),
  name.map((program) => `# selftests: x: ${program}`),
  fc.constantFrom(
    'KTAP version 1',
    'TAP version 13',
    '1..0 # SKIP',
    'Bail out! x',
    '---',
    '...',
    '# a: ok 1 - b',
    '# a: EXPECTATION FAILED at lib/a.c:1',
    'ok 1 - a[    1.000000] b',
  ),
  fc.string({ unit: 'binary' }),
)
const line = fc.tuple(indent, words).map(([blanks, text]) => blanks + text)
const consoles = fc.array(line, { maxLength: 40 }).map((lines) => Buffer.from(lines.join('\n')))

test('any console is read, no test is better than what it shows, and cuts change nothing', () => {
  const cuts = fc.array(fc.nat(2000), { maxLength: 20 })
  fc.assert(
    fc.property(consoles, cuts, (bytes, at) => {
      const edges = [0, ...at.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
      const whole = readConsole([bytes])
      expect(betterThanShown(whole)).toEqual([])
      expect(readConsole(edges.slice(1).map((end, index) => bytes.subarray(edges[index], end)))).toEqual(whole)
      for (const result of findKtap(whole.tests, ['*', '?'])) firstFailedAssertion(result)
    }),
    { numRuns: 2000 },
  )
})

const printk = fc.constantFrom(
  '[    1.000000] usb 1-1: new high-speed device',
  '[    1.000000] ok',
  '[    1.000000] Call Trace:',
  '[    1.000000]  dump_stack+0x10/0x20',
  '[    1.000000][    T1] ---[ end trace 0000000000000000 ]---',
  '<4>[    1.000000] WARNING: CPU: 0 PID: 1 at lib/a.c:1 f+0x1/0x2',
  'clk: ok 1 of 3',
  '',
)

test('lines of the kernel between those of KTAP change nothing', () => {
  // In TAP 14 such a line ends a block of YAML, as that may have lost its end.
  const withoutYaml = fc.constantFrom(...Object.values(SAMPLES).filter((text) => !text.includes('---\n      found')))
  fc.assert(
    fc.property(withoutYaml, fc.array(fc.tuple(fc.nat(100), printk), { maxLength: 20 }), (text, further) => {
      const lines = text.split('\n')
      for (const [at, words] of further) lines.splice(Math.min(at, lines.length), 0, words)
      expect(readText(lines.join('\n'))).toEqual(readText(text))
    }),
    { numRuns: 500 },
  )
})

test('a console that is cut off anywhere passes no test that it does not pass as a whole', () => {
  for (const text of Object.values(SAMPLES)) {
    const whole = readText(text)
    const bytes = Buffer.from(text)
    for (let end = 0; end < bytes.length; end++) {
      const cut = readConsole([bytes.subarray(0, end)])
      expect(passedOf(whole)).toEqual(expect.arrayContaining(passedOf(cut)))
      if (whole.planned !== undefined && cut.planned === whole.planned && cut.complete)
        expect(cut.tests.length).toBe(whole.tests.length)
    }
  }
})

test('a console that lost any of its lines passes no test that it does not pass as a whole', () => {
  for (const text of Object.values(SAMPLES).filter((sample) => sample !== SAMPLES.TAP_14)) {
    const passed = passedOf(readText(text))
    const lines = text.split('\n')
    for (const at of lines.keys())
      expect(passed).toEqual(expect.arrayContaining(passedOf(readText(lines.toSpliced(at, 1).join('\n')))))
  }
})
