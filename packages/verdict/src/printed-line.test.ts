import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import { printedLine } from './printed-line.ts'
import { sameFailure } from './same-failure.ts'
import { buildSignature } from './signature.ts'
import type { RunResult, TestExpectation } from './terms.ts'

function read(console: string, test: TestExpectation = { kind: 'boot' }): RunResult {
  const reader = new ConsoleReader({ nonce: 'n0nce', test })
  reader.push(console)
  return reader.conclude('hung')
}

const signatureOf = (result: RunResult) => (result.kind === 'failed' ? result.signature : undefined)
const oops = (address: string) => `[    0.482211] Unable to handle kernel paging request at virtual address ${address}
[    0.482300] pc : cma_alloc+0x10/0x80
[    0.482400] Call trace:
[    0.482500]  cma_alloc+0x10/0x80
[    0.490000] Kernel panic - not syncing: Oops: Fatal exception
`

describe('the line of a failure', () => {
  test('stands beside the normalised text, as the kernel printed it, without its time', () => {
    expect(signatureOf(read(oops('dead000000000108')))).toMatchObject({
      text: 'panic in cma_alloc: Unable to handle kernel paging request',
      line: 'Unable to handle kernel paging request at virtual address dead000000000108',
    })
  })

  test('is no part of what makes failures equal', () => {
    const [one, other] = ['dead000000000108', 'dead000000000ff0'].map((address) => signatureOf(read(oops(address))))
    if (!one || !other) throw new Error('both fail')
    expect(one.line).not.toBe(other.line)
    expect(one.text).toBe(other.text)
    expect(sameFailure(one, other)).toBe(true)
  })

  test('of a warning is the line that began its report', () => {
    const warned = '[    0.500000] WARNING: CPU: 0 PID: 1 at mm/cma.c:12 cma_init+0x10/0x20\n'
    expect(read(`${warned}kbisect:n0nce:ready\nkbisect:n0nce:exit:0\n`)).toMatchObject({
      kind: 'passed',
      warnings: [{ line: 'WARNING: CPU: 0 PID: 1 at mm/cma.c:12 cma_init+0x10/0x20' }],
    })
  })

  test('of a console test is the line that the pattern matched', () => {
    const found = read('[    1.5] usb 1-1: device 12 not accepted, error -71\n', {
      kind: 'console',
      pattern: 'not accepted',
      expect: 'absent',
    })
    expect(signatureOf(found)).toMatchObject({
      kind: 'console-match',
      line: 'usb 1-1: device 12 not accepted, error -71',
    })
  })

  test('of a compiler is the line of its first error', () => {
    const printed = 'mm/cma.c:12:3: error: array of 12 elements [-Werror=array-bounds]'
    const signature = buildSignature({ file: 'mm/cma.c', message: 'array of 12 elements', printed })
    expect(signature).toMatchObject({ text: 'build-failed in mm/cma.c: array of N elements', line: printed })
  })

  test('is absent where the kernel said nothing of it', () => {
    expect(signatureOf(read('[    0.1] Linux version 6.1\n'))).toMatchObject({ kind: 'hang' })
    expect(signatureOf(read('[    0.1] Linux version 6.1\n'))).not.toHaveProperty('line')
    expect(buildSignature({})).not.toHaveProperty('line')
  })
})

describe('a printed line', () => {
  test.each([
    ['\u001B[31mpanic\u001B[0m \u0007now', 'panic now'],
    ['panic \u202Ecod.exe\u200B', 'panic cod.exe'],
    ['a\tb', 'a b'],
    ['cannot fetch https://joe:hunter2@example.org/x', 'cannot fetch https://***@example.org/x'],
    ['cannot fetch https://ghp_secret@example.org/x', 'cannot fetch https://***@example.org/x'],
    ['\u001B[3', undefined],
    ['  ', undefined],
  ])('shows %j as %j', (raw, shown) => {
    expect(printedLine(raw)).toBe(shown)
  })

  test('of great length ends with an ellipsis after 400 characters', () => {
    expect(printedLine('x'.repeat(4096))).toBe(`${'x'.repeat(399)}…`)
  })
})
