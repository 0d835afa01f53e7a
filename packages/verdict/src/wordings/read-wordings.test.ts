import { describe, expect, test } from 'vitest'
import { readWordings } from './read-wordings.ts'

const linesOf = (file: string) =>
  readWordings(file).map(({ entry }) => new TextDecoder().decode(entry.console).trimEnd().split('\n'))
const report = (machine: string, body: string, keys = '') =>
  linesOf(`=== one | ${machine} | oops | f | ${keys}\n${body}\n`)[0]?.map((line) => line.replace(/^\[ *[\d.]+\] /, ''))

describe('an entry', () => {
  test('makes one wording of one failure for each machine', () => {
    const file = '=== one | x86_64 5.10, arm 4.9 journal | bug | f | place=mm/f.c; context=work\n@bug mm/f.c:7 f g\n'
    const wordings = readWordings(file)
    expect(wordings.map(({ name }) => name)).toEqual(['one (x86_64 5.10, console)', 'one (arm 4.9, journal)'])
    for (const { entry } of wordings)
      expect(entry).toMatchObject({
        ending: 'hung',
        expected: { result: 'failed', stage: 'kernel', kind: 'bug', function: 'f', place: 'mm/f.c', group: 'one' },
      })
  })

  test('may share its failure with another one, and may leave open the kind or the function', () => {
    const [one, two] = readWordings(
      '=== one | arm 5.10 | bug/atomic | -\nBUG: odd\n\n=== two | arm 5.10 | bug | - | group=one\nBUG: odd\n',
    )
    expect(one?.kinds).toEqual(['bug', 'atomic'])
    expect(one?.entry.expected).not.toHaveProperty('function')
    expect(two?.entry.expected.group).toBe('one')
  })

  test('of a kernel that goes on lets init say that the boot passed', () => {
    const [wording] = readWordings('=== one | arm 5.10 | - | - | result=passed; warnings=warning:f\n@warn a.c:1 f g\n')
    expect(wording?.entry).toMatchObject({
      ending: 'stopped',
      expected: { result: 'passed', warnings: ['warning:f'] },
    })
    expect(new TextDecoder().decode(wording?.entry.console)).toMatch(/^kbisect:n0nce-1234:exit:0$/m)
  })

  test('of a mail has the subject in its first line', () => {
    const [wording] = readWordings('=== one | arm 5.10 | oops | f\nSubject: oops in f()\n@null f g\n')
    expect(wording?.subject).toBe('oops in f()')
    expect(new TextDecoder().decode(wording?.entry.console)).not.toContain('Subject')
  })

  test.each([
    ['no header', '=== one | arm 5.10\nwords\n'],
    ['the architecture "mips" is none of x86_64', '=== one | mips 5.10 | oops | f\nwords\n'],
    ['has no release', '=== one | arm | oops | f\nwords\n'],
    ['the style of the log "fax" is none of', '=== one | arm 5.10 fax | oops | f\nwords\n'],
    ['the key "colour" is none of', '=== one | arm 5.10 | oops | f | colour=red\nwords\n'],
    ['no form of reports is named @nul', '=== one | arm 5.10 | oops | f\n@nul f\n'],
    ['the report is empty', '=== one | arm 5.10 | oops | f\n\n'],
    ['the subject does not name f', '=== one | arm 5.10 | oops | f\nSubject: oops\n@null f g\n'],
  ])('with a mistake is refused by its name: %s', (words, file) => {
    expect(() => readWordings(file)).toThrow(words)
    expect(() => readWordings(file)).toThrow(/^one \| /)
  })
})

describe('a form is what a kernel of its age and architecture prints', () => {
  test.each([
    ['x86_64 4.4', / \[<ffffffff81[0-9a-f]{6}>\] g\+0x/, /^RIP: 0010:\[<(.*)>\] {2}\[<\1>\] f\+0x/],
    ['x86_64 5.10', /^ g\+0x/, /^BUG: kernel NULL pointer dereference, address: 0{15}8$/],
    ['x86_64 6.8', /^ \? asm_exc_page_fault\+0x/, /^ <TASK>$/],
    ['i386 4.4', /^EIP is at f\+0x/, /^ \[<c1[0-9a-f]{6}>\] g\+0x/],
    ['arm 3.10', /^\[<c0.*>\] \(f\+0x.*\) from \[<c0.*>\] \(g\+0x/, /^PC is at f\+0x/],
    ['arm 4.9', /^\[<c0.*>\] \(f\) from \[<c0.*>\] \(g\+0x/, /^LR is at g\+0x/],
    ['arm 6.1', /^ f from g\+0x/, /^8<--- cut here ---$/],
    ['arm64 4.4', /^\[<ffffff8008.*>\] f\+0x/, /^PC is at f\+0x/],
    ['arm64 6.12', /^ f\+0x.* \(P\)$/, /^pc : f\+0x/],
    ['riscv 6.1', /^\[<ffffffff80.*>\] f\+0x/, /^epc : f\+0x/],
  ])('%s', (machine, ...shown) => {
    const lines = report(machine, '@null f g')
    for (const line of shown) expect(lines?.filter((one) => line.test(one))).toHaveLength(1)
  })

  test('a warning traps or calls warn_slowpath', () => {
    const slow = report('x86_64 4.4', '@warn mm/f.c:7 f g | odd')?.join('\n')
    expect(slow).toMatch(/WARNING: CPU: 0 PID: 1 at mm\/f\.c:7 f\+0x.*\(\)\nodd\n/)
    expect(slow).toMatch(/\] dump_stack.*\n.*\] warn_slowpath_common.*\n.*\] warn_slowpath_fmt.*\n.*\] f\+/)
    const trapped = report('x86_64 6.1', '@warn mm/f.c:7 f g | odd')?.join('\n')
    expect(trapped).toMatch(/cut here.*\nodd\nWARNING: CPU: 0 PID: 1 at mm\/f\.c:7 f\+0x[^()]*\n/)
    expect(trapped).not.toContain('warn_slowpath')
  })

  test('frames may be unreliable, of a module, or where an interrupt struck', () => {
    const frames = report('x86_64 5.10', '@trace <IRQ> ?f g[m] </IRQ> rip:h .')?.slice(3).join('\n')
    expect(frames).toMatch(/^Call Trace:\n <IRQ>\n \? f\+0x.*\n g\+0x.* \[m\]\n <\/IRQ>\nRIP: 0010:h\+0x\S+$/)
  })

  test('other machines print other offsets, and the same one the same', () => {
    const at = (machine: string) => report(machine, '@null f g')?.find((line) => line.startsWith('RIP'))
    expect(at('x86_64 5.10')).toBe(at('x86_64 5.10'))
    expect(at('x86_64 5.10')).not.toBe(at('x86_64 5.15'))
  })
})

test.each([
  ['caller', /^\[ {3}12\.000417\]\[ {4}T1\] words$/],
  ['caller-apart', /^\[ {3}12\.000417\] \[ {6}T1\] words$/],
  ['dmesg-T', /^\[Mon Mar {2}1 10:00:12 2021\] words$/],
  ['journal', /^Mar 01 10:00:12 lab-host kernel: words$/],
  ['syslog', /^Mar {2}1 10:00:12 lab-host kernel: \[ {3}12\.000417\] words$/],
  ['quoted', /^> \[ {3}12\.000417\] words$/],
  ['bare', /^words$/],
])('a log in the style %s has its prefix on each line', (style, line) => {
  expect(linesOf(`=== one | arm 5.10 ${style} | oops | -\nwords\n`)[0]?.at(-1)).toMatch(line)
})
