import { describe, expect, test } from 'vitest'
import { KtapReader } from './ktap-reader.ts'
import { outline, readText, SAMPLES } from './ktap-samples.test-data.ts'

const SUITE = 'KTAP version 1\n1..1\n    # Subtest: s\n    1..2\n'

describe('a suite is never better than its tests', () => {
  test('whatever the order of the numbers that repeat', () => {
    const { tests } = readText('1..1\n  # Subtest: s\n  1..3\n  ok 2 b\n  ok 1 a\n  ok 2 b\nok 1 s')
    expect(tests).toMatchObject([{ status: 'unfinished' }])
  })

  test.each([
    ['a failed case', '    ok 1 a\n    not ok 2 b\nok 1 s', 'failed'],
    ['a case that timed out', '    ok 1 a\n    not ok 2 b # TIMEOUT 1 second\nok 1 s', 'failed'],
    ['a failed case, though it says that it was skipped', '    ok 1 a\n    not ok 2 b\nok 1 s # SKIP', 'failed'],
    ['a case that is missing', '    ok 1 a\nok 1 s', 'unfinished'],
    ['a case that is missing, and one that failed', '    not ok 1 a\nok 1 s', 'failed'],
    ['a case that is there twice, and one that is missing', '    ok 1 a\n    ok 1 a\nok 1 s', 'unfinished'],
    ['no case', 'ok 1 s', 'unfinished'],
    ['cases that were all skipped', '    ok 1 a # SKIP\n    ok 2 b # SKIP\nok 1 s', 'skipped'],
    ['an expected failure', '    ok 1 a # XFAIL\n    not ok 2 b # TODO\nok 1 s', 'passed'],
    ['a case that bailed out', '    ok 1 a\n    ok 2 b\n    Bail out! no memory\nok 1 s', 'failed'],
    ['numbers without order that repeat', '    ok 2 b\n    ok 2 b\nok 1 s', 'unfinished'],
    ['two cases with the same number', '    ok 1 a\n    ok 1 b\nok 1 s', 'passed'],
    ['a number that was left out', '    ok 1 a\n    ok 3 b\nok 1 s', 'passed'],
    ['numbers in another order', '    ok 2 b\n    ok 1 a\nok 1 s', 'passed'],
    ['more cases than were planned', '    ok 1 a\n    ok 2 b\n    ok 3 c\nok 1 s', 'passed'],
    ['all its cases, and a result that failed', '    ok 1 a\n    ok 2 b\nnot ok 1 s', 'failed'],
    ['all its cases', '    ok 1 a\n    ok 2 b\nok 1 s', 'passed'],
  ])('with %s', (_, text, status) => {
    expect(readText(SUITE + text).tests).toMatchObject([{ name: 's', status, planned: 2 }])
  })

  test('in any of its levels', () => {
    const { tests } = readText(
      'KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n    KTAP version 1\n    1..1\n    not ok 1 c\n  ok 1 b\nok 1 a',
    )
    expect(outline(tests)).toEqual(['a: failed', '  b: failed', '    c: failed'])
  })

  test('in each of the documents that one program of kselftest prints', () => {
    const program = (...lines: string[]): string =>
      ['TAP version 13', '1..1', '# selftests: a: b', ...lines, 'ok 1 selftests: a: b'].join('\n')
    const one = ['# TAP version 13', '# 1..2', '# ok 1 x', '# ok 2 y']
    expect(readText(program(...one, ...one))).toMatchObject({
      complete: true,
      tests: [{ status: 'passed', planned: 4, children: [{}, {}, {}, {}] }],
    })
    expect(readText(program(...one.slice(0, 3), ...one)).tests).toMatchObject([{ status: 'unfinished' }])
    expect(readText(program(...one, ...one.slice(0, 3))).tests).toMatchObject([{ status: 'unfinished' }])
    expect(readText(program(...one, ...one.slice(0, 3), '# not ok 2 y')).tests).toMatchObject([{ status: 'failed' }])
  })

  test('when a program of kselftest exits with 0', () => {
    const { tests } = readText(
      'TAP version 13\n1..2\n# selftests: a: b\n# TAP version 13\n# 1..2\n# not ok 1 x\n# ok 2 y\nok 1 selftests: a: b\n# selftests: a: c\n# TAP version 13\n# 1..2\n# ok 1 x\nok 2 selftests: a: c',
    )
    expect(outline(tests)).toEqual([
      'selftests: a: b: failed',
      '  x: failed',
      '  y: passed',
      'selftests: a: c: unfinished',
      '  x: passed',
    ])
  })
})

describe('output that ends early', () => {
  test('leaves the suite unfinished in which it ends', () => {
    const cut = SAMPLES.KUNIT_6_6.slice(0, SAMPLES.KUNIT_6_6.indexOf('[    0.402500]'))
    const output = readText(cut)
    expect(outline(output.tests)).toEqual(['list-kunit-test: unfinished', '  list_test_list_init: passed'])
    expect(output).toMatchObject({ started: true, complete: false, planned: 2 })
  })

  test('leaves a failed suite failed', () => {
    const cut = SAMPLES.KUNIT_6_6.slice(0, SAMPLES.KUNIT_6_6.indexOf('[    0.402650]'))
    expect(outline(readText(cut).tests)[0]).toBe('list-kunit-test: failed')
  })

  test('leaves the suites around a parameter unfinished', () => {
    const cut = SAMPLES.KUNIT_5_19.slice(0, SAMPLES.KUNIT_5_19.indexOf('<6>[    0.600006]'))
    expect(outline(readText(cut).tests)).toEqual([
      'kcsan: unfinished',
      '  test_basic: unfinished',
      '    threads=2: passed',
    ])
  })

  test('leaves a suite unfinished of which all tests were printed, but no result', () => {
    const output = readText(`${SUITE}    ok 1 a\n    ok 2 b\n`)
    expect(output.tests).toMatchObject([{ name: 's', status: 'unfinished' }])
    expect(output.complete).toBe(false)
  })

  test('leaves a program of kselftest unfinished', () => {
    const output = readText('TAP version 13\n1..1\n# selftests: a: b\n# some words\n')
    expect(output.tests).toMatchObject([{ name: 'selftests: a: b', status: 'unfinished', diagnostics: ['some words'] }])
    expect(output.complete).toBe(false)
  })

  test('is not complete where a failed suite has no result', () => {
    const text = 'TAP version 14\n  # Subtest: s\n  1..1\n  not ok 1 - a\n'
    for (const further of ['', '  # Subtest: t\n  1..1\n  ok 1 - a\nok 2 - t', 'TAP version 14\n1..1\nok 1 - t']) {
      expect(readText(text + further).complete).toBe(false)
      expect(readText(text + further).tests).toMatchObject(
        further === '' ? [{ status: 'failed' }] : [{ status: 'failed' }, { status: 'passed' }],
      )
    }
  })

  test('is not complete where suites are missing', () => {
    const cut = SAMPLES.KUNIT_6_6.slice(0, SAMPLES.KUNIT_6_6.indexOf('[    0.403000]'))
    expect(readText(cut)).toMatchObject({ complete: false, planned: 2, tests: [{ status: 'failed' }] })
  })

  test('within a line trusts no result of it', () => {
    const reader = new KtapReader()
    reader.push('1..2')
    reader.push('ok 1 a')
    reader.push('ok 2 b', true)
    expect(reader.result()).toMatchObject({
      complete: false,
      tests: [
        { name: 'a', status: 'passed' },
        { name: 'b', status: 'unfinished' },
      ],
    })
  })

  test('with "Bail out!" of a program says why with its result', () => {
    const text = 'TAP version 13\n1..1\n# selftests: a: b\n# Bail out! no memory\nnot ok 1 selftests: a: b # exit=1'
    for (const program of [text, text.replace('# Bail', '# 1..3\n# Bail')]) {
      expect(readText(program)).toMatchObject({
        complete: true,
        tests: [{ status: 'failed', diagnostics: ['Bail out! no memory'] }],
      })
    }
  })

  test('with "Bail out!" says why', () => {
    expect(readText('TAP version 13\n1..2\nok 1 a\nok 2 b\nBail out! no memory\n')).toMatchObject({
      complete: false,
      reason: 'no memory',
    })
  })

  test('may go on, and the tests read before stay as they are', () => {
    const reader = new KtapReader()
    const lines = SAMPLES.KUNIT_5_19.split('\n')
    for (const line of lines.slice(0, 6)) reader.push(line)
    const early = reader.result()
    const before = JSON.stringify(early)
    for (const line of lines.slice(6)) reader.push(line)
    expect(JSON.stringify(early)).toBe(before)
    expect(reader.result()).toEqual(readText(SAMPLES.KUNIT_5_19))
  })
})

describe('output that something tore', () => {
  test('passes no test whose line the kernel wrote into', () => {
    const output = readText(`${SUITE}    ok 1 a\n    ok 2 b[    1.100000] usb 1-1: new device\nok 1 s`)
    expect(outline(output.tests)).toEqual(['s: unfinished', '  a: passed', '  b: unfinished'])
    expect(output.complete).toBe(false)
  })

  test('fails no test whose line may have gone on with # SKIP', () => {
    const { tests } = readText('1..1\nnot ok 1 a[    1.100000] usb 1-1: new device')
    expect(tests).toMatchObject([{ name: 'a', status: 'unfinished' }])
  })

  test('reads the line behind that which it tore', () => {
    const { tests } = readText('[    1.000000] 1..1\nhello wor[    1.100000] ok 1 a\nld')
    expect(tests).toMatchObject([{ name: 'a', status: 'passed' }])
  })

  test('ends a suite whose result was torn, under its name', () => {
    const output = readText(`${SUITE}    ok 1 longer\n    ok 2 b\nok 1 [    1.100000] usb 1-1: new device\nok 2 t`)
    expect(outline(output.tests)).toEqual(['s: unfinished', '  longer: passed', '  b: passed', 't: passed'])
  })

  test('names a suite after its result where its first line was torn', () => {
    const { tests } = readText('1..1\n    # Subtest: lon[    1.100000] usb 1-1: new device\n    ok 1 a\nok 1 longer')
    expect(outline(tests)).toEqual(['longer: passed', '  a: passed'])
  })

  test('passes no test whose line is longer than what is read of it', () => {
    expect(readText(`1..1\nok 1 ${'a'.repeat(5000)}`).tests).toMatchObject([{ status: 'unfinished' }])
  })

  test('passes no suite whose result is glued to other words', () => {
    expect(readText(`${SUITE}    ok 1 a\n    ok 2 b\nok 1 srandom: crng init done`).tests).toMatchObject([
      { name: 's', status: 'unfinished' },
    ])
  })

  test('is not complete where a plan may have lost digits', () => {
    expect(readText('KTAP version 1\n1..1[    1.100000] usb 1-1: new device\nok 1 a').complete).toBe(false)
  })

  test('gives a suite without a result line no other suite for its own', () => {
    const output = readText(
      'KTAP version 1\n1..2\n    # Subtest: one\n    1..1\n    ok 1 a\n    # Subtest: two\n    1..1\n    not ok 1 a\nnot ok 2 two',
    )
    expect(outline(output.tests)).toEqual(['one: unfinished', '  a: passed', 'two: failed', '  a: failed'])
    expect(output.complete).toBe(false)
  })

  test('starts a program of kselftest anew after one whose result was lost', () => {
    const output = readText(
      'TAP version 13\n1..2\n# selftests: a: one\n# TAP version 13\n# 1..1\n# ok 1 x\n# selftests: a: two\nok 2 selftests: a: two',
    )
    expect(outline(output.tests)).toEqual(['selftests: a: one: unfinished', '  x: passed', 'selftests: a: two: passed'])
  })
})

describe('other lines', () => {
  test('do not end a suite, though they look like a result of another name', () => {
    const output = readText(`${SUITE}    ok 1 a\nok 1 done\nnot ok 2 link\n    ok 2 b\nok 1 s`)
    expect(outline(output.tests)).toEqual(['s: passed', '  a: passed', '  b: passed'])
  })

  test('between those of a program of kselftest change nothing', () => {
    const text = SAMPLES.KSELFTEST.replaceAll('\n', '\n[    1.234567] usb 1-1: new device\n')
    expect(readText(text)).toEqual(readText(SAMPLES.KSELFTEST))
  })

  test('within a failed assertion are left out, unless they are indented', () => {
    const text = SAMPLES.KUNIT_6_6.replace(
      '[    0.402500]     Expected',
      '[    0.402500] WARNING: CPU: 0\n[    0.402500]  dump_stack+0x1/0x2\n[    0.402500]     Expected',
    )
    expect(readText(text)).toEqual(readText(SAMPLES.KUNIT_6_6))
  })

  test.each(['  ok 2 chip', ' ok 1 chip'])('such as %j are no results of a suite that nothing starts', (line) => {
    expect(readText(`1..1\n${line}\nok 1 a`).tests).toMatchObject([{ name: 'a', children: [] }])
  })

  test('that are indented do not end a program of kselftest', () => {
    const text = SAMPLES.KSELFTEST.replaceAll('\n# ok', '\n  ok 1 chip\n# ok')
    expect(readText(text)).toEqual(readText(SAMPLES.KSELFTEST))
  })

  test('behind the result of a failed assertion are no part of it', () => {
    const [, d] = readText('1..2\n# c: EXPECTATION FAILED at lib/a.c:1\nnot ok 1 c\n    words\nnot ok 2 d').tests
    expect(d?.diagnostics).toEqual([])
  })
})

describe('lines of the kernel and of user space', () => {
  test('are read apart, so that a program of kselftest may load a module of KUnit', () => {
    const module = SAMPLES.KUNIT_MODULES.slice(0, SAMPLES.KUNIT_MODULES.indexOf('[    4.0]'))
    const output = readText(
      `TAP version 13\n1..1\n# selftests: lib: one.sh\n# TAP version 13\n# 1..2\n# ok 1 x\n${module}# ok 2 y\nok 1 selftests: lib: one.sh`,
    )
    expect(outline(output.tests)).toEqual([
      'selftests: lib: one.sh: passed',
      '  x: passed',
      '  y: passed',
      'one: passed',
      '  a: passed',
    ])
    expect(output).toMatchObject({ complete: true, planned: 2 })
  })

  test('are complete together', () => {
    expect(readText('TAP version 13\n1..1\nok 1 a\n[    1.000000] KTAP version 1\n[    1.000000] 1..1')).toMatchObject({
      complete: false,
      planned: 2,
    })
  })

  test('may be one suite on a kernel without stamps', () => {
    expect(readText(SAMPLES.KUNIT_MODULES.replace(/^\[[^\]]*\] /gm, ''))).toEqual(readText(SAMPLES.KUNIT_MODULES))
  })
})

describe('too much output', () => {
  test('is counted, but not kept', () => {
    const reader = new KtapReader()
    reader.push('KTAP version 1')
    reader.push('1..1')
    reader.push('    # Subtest: s')
    reader.push('    1..12000')
    for (let number = 1; number <= 12_000; number++) {
      reader.push('    # words')
      reader.push(`    ${number === 11_999 ? 'not ok' : 'ok'} ${number} case_${number}`)
    }
    expect(reader.result().tests).toMatchObject([{ name: 's', status: 'failed' }])
    expect(reader.result().tests[0]?.children).toHaveLength(10_000)
    expect(reader.result().truncated).toBe(true)
  })

  test('keeps of the diagnostics the first, and those that speak of a failure', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `# line ${at}${at > 80 ? ' FAILED' : ''}`)
    const [result] = readText(`1..1\n${lines.join('\n')}\n# ${'x'.repeat(400)}\nnot ok 1 a`).tests
    expect(result?.diagnostics).toHaveLength(30)
    expect(result?.diagnostics.slice(19, 22)).toEqual(['line 19', 'line 81 FAILED', 'line 82 FAILED'])
  })

  test('in depth is left out', () => {
    const levels = Array.from({ length: 40 }, (_, depth) => `${'  '.repeat(depth)}KTAP version 1`)
    expect(readText(levels.join('\n'))).toMatchObject({ complete: false, truncated: true })
  })

  test('in documents is not complete', () => {
    const output = readText('KTAP version 1\n1..1\nok 1 a\n'.repeat(2000))
    expect(output.complete).toBe(false)
    expect(output.tests.length).toBeLessThan(1100)
  })
})
