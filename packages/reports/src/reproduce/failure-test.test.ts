import { execFileSync } from 'node:child_process'
import type { Bisection, Signature } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { inputFor } from '../report-input.fixture.ts'
import { bootFailureTest, buildFailureTest, type FailureTest } from './failure-test.ts'

const { bisection } = inputFor(null)

/** Runs a test as the script does, on a console that ended in this way. */
function shows(failure: FailureTest, console: string, status = 0): boolean {
  const script = `set -eu
console=$(mktemp)
trap 'rm -f "$console"' EXIT
cat >"$console"
status=${status}
nonce=w0rd
timed_out() { [ "$status" = 124 ]; }
said() { grep -aqF -e "kbisect:$nonce:$1" "$console"; }
answered() { said exit:; }
passed() { grep -aqxF -e "kbisect:$nonce:exit:0" "$console"; }
shows() {
${failure.shows}
}
if shows; then echo yes; else echo no; fi`
  return execFileSync('sh', ['-c', script], { input: console, encoding: 'utf8' }).trim() === 'yes'
}

const panic: Signature = {
  kind: 'panic',
  function: 'toy_pool_alloc',
  text: 'panic in toy_pool_alloc: Failed to allocate N bytes',
}
const done = 'kbisect:w0rd:ready\nkbisect:w0rd:exit:0\n'

test('a panic is known by its line whatever its numbers, and by its function', () => {
  const line = "<0>[    0.012][    T0] Unable to handle 'x' at address 00000000deadbeef (pid 12) [cpu*0]"
  const failure = bootFailureTest(bisection, panic, line)
  expect(
    shows(
      failure,
      "[    9.9] Unable to handle 'x' at address 0000000000c0ffee (pid 7) [cpu*1]\n toy_pool_alloc+0x1/0x2\n",
    ),
  ).toBe(true)
  expect(shows(failure, '[    9.9] Unable to handle ‘x’ at address 0 (pid 7) [cpu*1]\n toy_pool_alloc+0x1/0x2\n')).toBe(
    true,
  )
  expect(shows(failure, "[    9.9] Unable to handle 'x' at address 0 (pid 7) [cpu*1]\n other+0x1/0x2\n")).toBe(false)
  expect(shows(failure, 'toy_pool_alloc+0x1/0x2 Unable to handle\n')).toBe(false)
  expect(shows(failure, done)).toBe(false)
})

test.each<[string, string, number, boolean]>([
  ['hang', 'booting\n', 124, true],
  ['hang', 'Kernel panic - not syncing: x\n', 124, false],
  ['hang', done, 124, false],
  ['hang', 'booting\n', 0, false],
  ['silence', '', 124, true],
  ['reboot', 'reboot: Restarting system\n', 0, true],
  ['reboot', done, 0, false],
  ['flood', 'xxx\n', 141, true],
  ['test-failed', 'kbisect:w0rd:exit:3\n', 0, true],
  ['test-failed', 'kbisect:w0rd:exit:125\n', 0, false],
  ['test-failed', done, 0, false],
  ['test-failed', 'Kernel panic\n', 0, false],
])('a %s on the console %j that ended with %i: %s', (kind, console, status, expected) => {
  expect(shows(bootFailureTest(bisection, { kind, text: `${kind}: while x` }, undefined), console, status)).toBe(
    expected,
  )
})

test.each<[string, boolean]>([
  [`[    1.2]     not ok 1 list_sort_test\n${done}`, true],
  [`[    1.2]     not ok 1 - list_sort_test\n${done}`, true],
  [`[    1.2]     ok 1 list_sort_test\n${done}`, false],
  [`[    1.2]     not ok 1 list_sort_test_other\n${done}`, false],
])('a failed case of KUnit on the console %j: %s', (console, expected) => {
  const failed = { kind: 'test-failed', function: 'list_sort_test', text: 'test-failed in list_sort_test: list_sort' }
  expect(shows(bootFailureTest(bisection, failed, '# list_sort_test: ASSERTION FAILED'), console)).toBe(expected)
})

test.each<['present' | 'absent', string, boolean]>([
  ['absent', `BUG: it's \\d+ $HOME\n${done}`, false],
  ['absent', `BUG: it's 42\n`, true],
  ['present', done, true],
  ['present', `BUG: it's 42\n${done}`, false],
  ['present', 'Kernel panic\n', false],
])('a console test whose line must be %s, on %j', (expect_, console, expected) => {
  const asked: Bisection = {
    ...bisection,
    request: { ...bisection.request, test: { kind: 'console', pattern: "BUG: it's \\d+$", expect: expect_ } },
  }
  const kind = expect_ === 'absent' ? 'console-match' : 'console-missing'
  expect(shows(bootFailureTest(asked, { kind, text: `${kind}: x` }, undefined), console)).toBe(expected)
})

test('a warning counts also in a boot that passes', () => {
  const asked = { ...bisection, request: { ...bisection.request, warnings: 'fail' as const } }
  const warning = { kind: 'warning', function: 'foo', text: 'warning in foo: x' }
  const failure = bootFailureTest(asked, warning, undefined)
  expect(shows(failure, `WARNING: at foo+0x1/0x2\n${done}`)).toBe(true)
  expect(shows(failure, done)).toBe(false)
})

test('a failure of which nothing is known is any boot that does not come to its end', () => {
  expect(shows(bootFailureTest(bisection, null, undefined), 'x\n')).toBe(true)
  expect(shows(bootFailureTest(bisection, null, undefined), done)).toBe(false)
})

test('a build error is known by its file and message, in whatever quotes and line', () => {
  const text = "build-failed in arch/arm/mm/init.c: 'pool_t' has no member named 'next' (N)"
  const failure = buildFailureTest({ kind: 'build-failed', place: 'arch/arm/mm/init.c', text })
  expect(shows(failure, '../source/arch/arm/mm/init.c:8:3: error: ‘pool_t’ has no member named ‘next’ (12)\n')).toBe(
    true,
  )
  expect(shows(failure, "arch/arm/mm/init.c:9:1: error: 'pool_t' has no member named 'last' (1)\n")).toBe(false)
  expect(shows(buildFailureTest({ kind: 'build-failed', text: 'build-failed: no compiler message' }), '')).toBe(true)
})
