import { describe, expect, test } from 'vitest'
import { consoleTest, failed, passed, skipped } from './expectations.ts'
import { formatLog, type LogFile, parseLog } from './log-file.ts'

const log = (change: Partial<LogFile>): LogFile => ({
  made: 'Linux 6.1; break one',
  test: { kind: 'boot' },
  nonce: '0123456789abcdef',
  ending: 'exited',
  expected: passed(),
  console: Buffer.from('one\r\n\n\ntwo \0\xff', 'latin1'),
  ...change,
})

describe('a log is read as it was written', () => {
  test.each<[string, Partial<LogFile>]>([
    ['passed', {}],
    ['skipped', { expected: skipped, test: { kind: 'script' } }],
    ['passed with warnings', { expected: passed({ kind: 'kasan', function: 'read_it' }, { kind: 'oom' }) }],
    [
      'failed',
      {
        ending: 'hung',
        expected: failed('bug', 'kernel', {
          function: 'refuse',
          place: 'lib/break.c',
          warnings: [{ kind: 'warning', function: 'warn_it' }],
        }),
      },
    ],
    ['a console test', { test: consoleTest('absent', 'a/b \\d+: c'), expected: failed('console-match', 'kernel') }],
    ['an empty console', { console: Buffer.alloc(0), expected: failed('silence', 'none') }],
  ])('%s', (_, change) => {
    expect(parseLog(formatLog(log(change)))).toEqual(log(change))
  })
})

test.each([
  ['test: boot\n\n', 'made or source'],
  ['made: x\ntest: dance\n\n', 'test: dance is none of boot, script'],
  ['made: x\ntest: boot\nending: bored\n\n', 'ending: bored is none of'],
  ['made: x\ntest: boot\nending: hung\nresult: failed\nstage: kernel\nkind: hang\n\n', 'group: a failure needs one'],
  ['made: x', 'no empty line'],
  ['[    0.000000] Linux version\n\n', 'not a line of a header'],
])('a header that is wrong says where: %j', (text, words) => {
  expect(() => parseLog(Buffer.from(text))).toThrow(words)
})
