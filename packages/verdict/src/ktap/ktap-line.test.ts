import { expect, test } from 'vitest'
import { readKtapLine } from './ktap-line.ts'

test.each([
  ['ok 1 a', { number: 1, name: 'a', status: 'passed' }],
  ['ok 1 - a', { number: 1, name: 'a', status: 'passed' }],
  ['ok 1 -a', { number: 1, name: '-a', status: 'passed' }],
  ['ok 12', { number: 12, name: '', status: 'passed' }],
  ['ok 1 -', { number: 1, name: '', status: 'passed' }],
  ['ok 1\ta b\tc ', { number: 1, name: 'a b\tc', status: 'passed' }],
  ['not ok 1 a', { number: 1, name: 'a', status: 'failed' }],
  ['ok - a', { name: 'a', status: 'passed' }],
  ['not ok - a # SKIP', { name: 'a', status: 'skipped' }],
  ['ok 1 a # SKIP', { number: 1, name: 'a', status: 'skipped' }],
  ['ok 1 a # SKIP no root', { number: 1, name: 'a', status: 'skipped', reason: 'no root' }],
  ['ok 1 a #SKIP: no root', { number: 1, name: 'a', status: 'skipped', reason: 'no root' }],
  ['ok 1 a # skipped no root', { number: 1, name: 'a', status: 'skipped', reason: 'no root' }],
  ['ok 1 a # skipping nothing', { number: 1, name: 'a', status: 'passed', reason: 'skipping nothing' }],
  ['not ok 1 a # SKIP no root', { number: 1, name: 'a', status: 'skipped', reason: 'no root' }],
  ['not ok 1 a # skip was 3', { number: 1, name: 'a', status: 'failed', reason: 'skip was 3' }],
  ['ok 3 # SKIP needs root', { number: 3, name: 'needs root', status: 'skipped', reason: 'needs root' }],
  ['ok 1 a # XFAIL as yet', { number: 1, name: 'a', status: 'expected-failure', reason: 'as yet' }],
  ['not ok 1 a # XFAIL', { number: 1, name: 'a', status: 'expected-failure' }],
  ['not ok 1 a # xfail', { number: 1, name: 'a', status: 'failed', reason: 'xfail' }],
  ['ok 1 a # XPASS no more', { number: 1, name: 'a', status: 'passed', reason: 'XPASS no more' }],
  ['not ok 1 a # TODO write it', { number: 1, name: 'a', status: 'todo', reason: 'write it' }],
  ['not ok 1 a # todo write it', { number: 1, name: 'a', status: 'failed', reason: 'todo write it' }],
  ['ok 1 a # todo write it', { number: 1, name: 'a', status: 'todo', reason: 'write it' }],
  ['not ok 1 a # TIMEOUT 45 seconds', { number: 1, name: 'a', status: 'timeout', reason: '45 seconds' }],
  ['ok 1 a # TIMEOUT 45 seconds', { number: 1, name: 'a', status: 'timeout', reason: '45 seconds' }],
  ['ok 1 a # timeout set to 45', { number: 1, name: 'a', status: 'passed', reason: 'timeout set to 45' }],
  ['not ok 1 a # ERROR no memory', { number: 1, name: 'a', status: 'failed', reason: 'ERROR no memory' }],
  ['not ok 2 # error no memory', { number: 2, name: 'error no memory', status: 'failed', reason: 'error no memory' }],
  ['not ok 1 a # exit=1', { number: 1, name: 'a', status: 'failed', reason: 'exit=1' }],
  ['ok 1 a # rcode=0', { number: 1, name: 'a', status: 'passed', reason: 'rcode=0' }],
  ['ok 1 a # rcode=4 # SKIP', { number: 1, name: 'a', status: 'skipped' }],
  ['not ok 1 a # rcode=1 # SKIP', { number: 1, name: 'a', status: 'failed', reason: 'rcode=1 # SKIP' }],
  ['ok 1 C# and a#b \\# 1', { number: 1, name: 'C# and a#b # 1', status: 'passed' }],
  ['ok 1 param #2 of 3', { number: 1, name: 'param #2 of 3', status: 'passed' }],
  ['ok 1 a \\# SKIP', { number: 1, name: 'a # SKIP', status: 'passed' }],
  ['ok 1..3 selftests: a: b [PASS]', { number: 3, ranged: true, name: 'selftests: a: b', status: 'passed' }],
  ['not ok 1..3 selftests: a: b [SKIP]', { number: 3, ranged: true, name: 'selftests: a: b', status: 'skipped' }],
  ['not ok 1..3 selftests: a: b [FAIL]', { number: 3, ranged: true, name: 'selftests: a: b', status: 'failed' }],
])('the result line %j is read', (line, expected) => {
  expect(readKtapLine(line)).toEqual({ kind: 'result', ...expected })
})

test.each([
  'ok',
  'not ok',
  'OK 1 a',
  'okay 1 a',
  'ok 1a',
  'ok 0x1 a',
  'ok -1 a',
  'ok a',
  'ok: 1',
  'not  ok 1 a',
  'notok 1 a',
  'ok  1 a',
  'ok 1..x a',
  'ok 2..3 a',
  'ok 12345678901 a',
  'yest ok 1 a',
  'no',
  'TAP version',
  'KTAP version one',
  '1..2..3',
  'Bail out',
  '',
])('%j is no line of KTAP', (line) => {
  expect(readKtapLine(line)).toBeUndefined()
})

test.each([
  ['KTAP version 1', { kind: 'version', ktap: true }],
  ['TAP version 14', { kind: 'version', ktap: false }],
  ['1..12', { kind: 'plan', planned: 12 }],
  ['1..0 # SKIP no device', { kind: 'plan', planned: 0, skipReason: 'no device' }],
  ['1..0 # Skipped: no device', { kind: 'plan', planned: 0, skipReason: 'no device' }],
  ['1..3 # SKIP no device', { kind: 'plan', planned: 3 }],
  ['# Subtest: a b', { kind: 'subtest', name: 'a b' }],
  ['# selftests: net/mptcp: a.sh', { kind: 'selftest', name: 'selftests: net/mptcp: a.sh' }],
  ['# selftests: passed', { kind: 'diagnostic', text: 'selftests: passed' }],
  ['#   a', { kind: 'diagnostic', text: 'a' }],
  ['#', { kind: 'diagnostic', text: '' }],
  ['Bail out! no memory', { kind: 'bail-out', reason: 'no memory' }],
  ['Bail out!', { kind: 'bail-out', reason: '' }],
])('%j is read', (line, expected) => {
  expect(readKtapLine(line)).toEqual(expected)
})

test('a name is cut after 256 characters', () => {
  expect(readKtapLine(`ok 1 ${'n'.repeat(300)}`)).toMatchObject({ name: `${'n'.repeat(255)}…` })
})
