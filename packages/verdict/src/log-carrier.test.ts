import { describe, expect, test } from 'vitest'
import { readLines } from './console-lines.ts'

const BUG = 'BUG: kernel NULL pointer dereference, address: 0000000000000010'
const said = { text: BUG, torn: false, carried: true }
const at = { ...said, seconds: 52.355286 }
const by = { ...at, caller: 'T848' }

describe('what others put in front of a line is taken off', () => {
  test.each<[string, string, object]>([
    ['dmesg -T', `[Fri Mar  1 10:00:00 2024] ${BUG}`, said],
    ['dmesg -T with the caller', `[Fri Mar  1 10:00:00 2024] [    T848] ${BUG}`, { ...said, caller: 'T848' }],
    ['dmesg -e, a first line', `[Mar 1 10:00] ${BUG}`, said],
    ['dmesg -e', `[  +0.000123] ${BUG}`, said],
    ['dmesg -d', `[   52.355286 <    0.000014>] ${BUG}`, at],
    ['dmesg -x', `kern  :alert : [   52.355286] ${BUG}`, at],
    ['dmesg --time-format iso', `2024-03-01T10:00:00,123456+01:00 ${BUG}`, said],
    ['journalctl -k', `Mar 01 10:00:00 host kernel: ${BUG}`, said],
    ['journalctl -o short-precise', `Mar 01 10:00:00.123456 host kernel: ${BUG}`, said],
    ['journalctl -o short-iso', `2024-03-01T10:00:00+0100 host kernel: ${BUG}`, said],
    ['journalctl -o short-iso-precise', `2024-03-01T10:00:00.123456+01:00 host kernel: ${BUG}`, said],
    ['journalctl -o short-full', `Fri 2024-03-01 10:00:00 CET host kernel: ${BUG}`, said],
    ['journalctl -o with-unit', `Fri 2024-03-01 10:00:00 UTC host kernel[n/a]: ${BUG}`, said],
    ['journalctl -o short-monotonic', `[   52.355286] host kernel: ${BUG}`, at],
    ['journalctl -o short-unix', `1709283600.123456 host kernel: ${BUG}`, said],
    ['journalctl --no-hostname', `Mar 01 10:00:00 kernel: ${BUG}`, said],
    ['journalctl -o verbose', `    MESSAGE=${BUG}`, said],
    ['journalctl -o json', `{"_TRANSPORT":"kernel","PRIORITY":"1","MESSAGE":"${BUG}"}`, said],
    ['syslog', `Mar  1 10:00:00 host kernel: [   52.355286] ${BUG}`, at],
    ['syslog with a priority', `<1>Mar  1 10:00:00 host kernel: [   52.355286] ${BUG}`, at],
    ['syslog of RFC 5424', `<1>1 2024-03-01T10:00:00.123456Z host kernel - - - [   52.355286] ${BUG}`, at],
    ['rsyslog', `2024-03-01T10:00:00.123456+01:00 host kernel: [   52.355286] ${BUG}`, at],
    ['logread', `Fri Mar  1 10:00:00 2024 kern.alert kernel: [   52.355286] ${BUG}`, at],
    ['logcat', `03-01 10:00:00.123     0     0 E BUG     : ${BUG.slice(5)}`, said],
    ['logcat without a tag', `03-01 10:00:00.123     0     0 E         : [   52.355286] ${BUG}`, at],
    ['logcat -v brief', `E/BUG     (    0): ${BUG.slice(5)}`, said],
    ['/dev/kmsg', `1,416,52355286,-;${BUG}`, at],
    ['netconsole with the caller', `6.6.0,1,416,52355286,-,caller=T848;${BUG}`, by],
    ['GitHub', `2024-03-01T10:00:00.1234567Z [   52.355286] ${BUG}`, at],
    ['gh run view', `boot\tRun the kernel\t2024-03-01T10:00:00.1234567Z [   52.355286] ${BUG}`, at],
    ['GitLab', `2024-03-01T10:00:00.123456Z 01O [   52.355286] ${BUG}`, at],
    ['LAVA', `- {"dt": "2024-03-01T10:00:00.123456", "lvl": "target", "msg": "[   52.355286] ${BUG}"}`, at],
    ['KernelCI', `10:00:00.123456  [   52.355286] ${BUG}`, at],
    ['TuxTest', `2024-03-01T10:00:00 [   52.355286] ${BUG}`, at],
    ['a serial logger', `[2024-03-01 10:00:00] [   52.355286] ${BUG}`, at],
    ['a serial logger and a mail', `> > [2024-03-01 10:00:00] [   52.355286] ${BUG}`, at],
    ['ts', `Mar 01 10:00:00 [   52.355286] ${BUG}`, at],
    ['ts -s', `00:01:02 [   52.355286] ${BUG}`, at],
    ['ts %.s', `1709283600.123456 [   52.355286] ${BUG}`, at],
    ['tio', `[10:00:00.123] [   52.355286] ${BUG}`, at],
    ['conserver', `[Fri Mar  1 10:00:00 2024][   52.355286] ${BUG}`, at],
    ['a mail', `> [   52.355286][  T848] ${BUG}`, by],
    ['a mail without a blank', `>[   52.355286][  T848] ${BUG}`, by],
    ['HTML', `<span class="alert">[   52.355286] ${BUG}</span>`, at],
    [
      'HTML with entities',
      '<pre>&lt;1&gt;[   52.355286] BUG: &quot;a&#39;b&quot; &amp; c',
      { ...at, text: `BUG: "a'b" & c` },
    ],
  ])('%s', (_, line, read) => {
    expect(readLines(line)).toEqual([read])
  })
})

describe('what the kernel itself puts in front', () => {
  test.each<[string, string, object]>([
    ['the caller, apart', `[   52.355286] [    T848] ${BUG}`, by],
    ['task and processor', `[   52.355286][  T848@C3] ${BUG}`, by],
    ['task in brackets behind the processor', `[   52.355286](3)[848:kworker/3:1]${BUG}`, by],
    ['processor, name and task', `[   52.355286]  [3:    kworker/3:1:  848] ${BUG}`, by],
    ['processor and task', `[   52.355286] c3    848 ${BUG}`, by],
  ])('%s is no part of its words', (_, line, read) => {
    const { carried: _carried, ...bare } = read as typeof by
    expect(readLines(line)).toEqual([bare])
  })
})

test.each([
  '>ffff888003a4d000: fb fb fb fb',
  '[drm] words',
  'host systemd[1]: Started',
  '{"_TRANSPORT":"stdout","MESSAGE":"BUG: words"}',
  'kernelci: words',
  '(XEN) words',
  'INFO: task sh:82 blocked for more than 120 seconds.',
  'a &lock->wait; words',
])('"%s" stays as it is', (line) => {
  expect(readLines(line)).toEqual([{ text: line, torn: false }])
})
