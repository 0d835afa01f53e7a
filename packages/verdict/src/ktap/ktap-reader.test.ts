import { describe, expect, test } from 'vitest'
import { KtapReader } from './ktap-reader.ts'
import { outline, readText, SAMPLES } from './ktap-samples.test-data.ts'

describe('the reader reads', () => {
  test('KUnit of Linux 5.5', () => {
    const output = readText(SAMPLES.KUNIT_5_5)
    expect(outline(output.tests)).toEqual([
      'sysctl_test: failed',
      '  sysctl_test_null: passed',
      '  sysctl_test_min: failed',
      'example: passed',
      '  example_simple_test: passed',
    ])
    expect(output).toMatchObject({ started: true, complete: true })
    expect(output).not.toHaveProperty('planned')
    expect(output.tests[0]?.children[1]?.diagnostics).toEqual([
      'sysctl_test_min: EXPECTATION FAILED at kernel/sysctl-test.c:30',
      'Expected 1 + 1 == value, but',
      '1 + 1 == 2',
      'value == 3',
      'sysctl_test_min: sysctl_test_min failed',
    ])
  })

  test('KUnit of Linux 5.13, parameters among it', () => {
    const output = readText(SAMPLES.KUNIT_5_13)
    expect(outline(output.tests)).toEqual([
      'ext4_inode_test: failed',
      '  inode_test_xtimestamp_decoding: failed',
      '    1901-12-13 Lower bound: passed',
      '    1969-12-31 Upper bound: failed',
      '  inode_test_other: passed',
      'bitfields: skipped',
      '  test_bitfields: skipped (no bits here)',
    ])
    expect(output).toMatchObject({ complete: true, planned: 2 })
  })

  test('KUnit of Linux 5.19, parameters and totals among it', () => {
    const output = readText(SAMPLES.KUNIT_5_19)
    expect(outline(output.tests)).toEqual([
      'kcsan: passed',
      '  test_basic: passed',
      '    threads=2: passed',
      '    threads=4: skipped (not enough CPUs)',
      '  test_concurrent: passed',
    ])
    expect(output).toMatchObject({ complete: true, planned: 1 })
    expect(output.tests[0]).toMatchObject({ planned: 2 })
  })

  test('KUnit of Linux 6.6', () => {
    const output = readText(SAMPLES.KUNIT_6_6)
    expect(outline(output.tests)).toEqual([
      'list-kunit-test: failed',
      '  list_test_list_init: passed',
      '  list_test_list_add: failed',
      '  list_test_param: passed',
      '    one: passed',
      '    two: skipped (no memory)',
      'hashtable: passed',
      '  hash_init: passed',
    ])
    expect(output).toMatchObject({ complete: true, planned: 2 })
  })

  test('one document of KUnit for each module', () => {
    const output = readText(SAMPLES.KUNIT_MODULES)
    expect(outline(output.tests)).toEqual(['one: passed', '  a: passed', 'two: failed', '  a: failed'])
    expect(output).toMatchObject({ complete: true, planned: 2 })
  })

  test('kselftest', () => {
    const output = readText(SAMPLES.KSELFTEST)
    expect(outline(output.tests)).toEqual([
      'selftests: size: get_size: passed',
      '  get runtime memory use: passed',
      'selftests: net: epoll_busy_poll: failed (exit=1)',
      '  epoll.get_params: passed',
      '  epoll.set_invalid: failed',
      '  epoll.needs_root: skipped (epoll.needs_root)',
      'selftests: net: pmtu.sh: failed (exit=1)',
      'selftests: timers: posix_timers: timeout (45 seconds)',
      'selftests: bpf: test_verifier: skipped (needs root)',
      'selftests: cgroup: missing: failed',
    ])
    expect(output).toMatchObject({ complete: true, planned: 6 })
    expect(output.tests[2]?.diagnostics).toEqual([
      'TEST: ipv4: PMTU exceptions                                         [ OK ]',
      'TEST: ipv6: PMTU exceptions                                         [FAIL]',
      'ok',
      'ok 1 no result',
    ])
    expect(output.tests[5]?.diagnostics).toEqual(['Warning: file missing is missing!'])
  })

  test('kselftest of Linux 4.19, in which programs print plans of their own', () => {
    const output = readText(SAMPLES.KSELFTEST_4_19)
    expect(outline(output.tests)).toEqual([
      'selftests: size: get_size: passed',
      'selftests: livepatch: test-callbacks.sh: skipped',
      'selftests: net: pmtu.sh: failed',
    ])
    expect(output).toMatchObject({ complete: true })
  })

  test('TAP 14', () => {
    const output = readText(SAMPLES.TAP_14)
    expect(outline(output.tests)).toEqual([
      'parser: failed',
      '  numbers: passed (time=1.2ms)',
      '    hex: passed',
      '  escapes: failed',
      'writer # 2: todo (rewrite)',
    ])
    expect(output).toMatchObject({ complete: true, planned: 2 })
  })

  test('TAP 12 without numbers', () => {
    const output = readText(SAMPLES.TAP_12)
    expect(outline(output.tests)).toEqual(['opens: passed', 'reads: todo (later)', 'closes: skipped (no file)'])
    expect(output).toMatchObject({ complete: true, planned: 3 })
  })

  test('a plan that follows the results', () => {
    expect(readText('TAP version 13\nok 1 a\nok 2 b\n1..2')).toMatchObject({ complete: true, planned: 2 })
    expect(readText('TAP version 13\nok 1 a\nok 2 b\n1..3')).toMatchObject({ complete: false, planned: 3 })
  })

  test('text that stands one column further right, as programs forward it', () => {
    const shifted = SAMPLES.KUNIT_6_6.replace(/^\[[^\]]*\] /gm, ' ')
    expect(readText(shifted)).toEqual(readText(SAMPLES.KUNIT_6_6))
  })

  test('the same with carriage returns and colours', () => {
    const coloured = SAMPLES.KSELFTEST.replaceAll('not ok', '\x1b[31mnot ok\x1b[0m').replaceAll('\n', '\r\n')
    expect(readText(coloured)).toEqual(readText(SAMPLES.KSELFTEST))
  })

  test('the same without stamps of printk', () => {
    expect(readText(SAMPLES.KUNIT_5_13.replace(/^\[[^\]]*\]\[[^\]]*\] /gm, ''))).toEqual(readText(SAMPLES.KUNIT_5_13))
  })
})

describe('a document', () => {
  test('has the larger plan of two', () => {
    expect(readText('1..3\nok 1 a\n1..1')).toMatchObject({ complete: false, planned: 3 })
  })

  test.each([
    ['a line without a number where others have one', 'TAP version 13\n1..2\nok 1 a\nok - done'],
    ['a line with a number where others have none', 'TAP version 13\n1..2\nok - a\nok 1 done'],
  ])('does not count %s', (_, text) => {
    expect(outline(readText(text).tests)).toEqual(['a: passed'])
    expect(readText(text).complete).toBe(false)
  })

  test('of KTAP has numbers on all its lines', () => {
    expect(readText('KTAP version 1\n1..1\nok - a').tests).toEqual([])
  })

  test('of KTAP has no blocks of YAML that could hide tests', () => {
    const text = 'KTAP version 1\n1..2\nok 1 a\n  ---\n  KTAP version 1\n  1..1\n  not ok 1 x\nok 2 b'
    expect(outline(readText(text).tests)).toEqual(['a: passed', 'b: failed', '  x: failed'])
  })

  test('of TAP 14 gives a name to the next suite alone', () => {
    const { tests } = readText('TAP version 14\n1..2\n# Subtest: a\nok 1 - a\n    1..2\n    ok 1 - x')
    expect(outline(tests)).toEqual(['a: passed', ': unfinished', '  x: passed'])
  })

  test('holds that of a program behind hash signs, with nothing that names the program', () => {
    const { tests } = readText('TAP version 13\n1..1\n# TAP version 13\n# 1..1\n# not ok 1 x\nok 1 program')
    expect(outline(tests)).toEqual(['program: failed', '  x: failed'])
  })

  test('has no parameters as diagnostics, as KUnit has them within a suite', () => {
    const [result] = readText('1..1\n# a: ok 1 - b\nok 1 a').tests
    expect(result).toMatchObject({ children: [], diagnostics: ['a: ok 1 - b'] })
  })

  test('gives parameters to no other case', () => {
    const { tests } = readText('1..1\n    # Subtest: s\n    1..1\n    # c: ok 1 - p\n    ok 1 - d\nok 1 - s')
    expect(outline(tests)).toEqual(['s: passed', '  d: passed'])
  })
})

describe('a document starts', () => {
  test.each([
    ['a version', 'KTAP version 1\nok 1 a'],
    ['a plan', '1..1\nok 1 a'],
  ])('with %s', (_, text) => {
    expect(readText(text)).toMatchObject({ started: true, complete: true })
    expect(readText(text).tests).toMatchObject([{ status: 'passed' }])
  })

  test.each([
    ['a subtest', '    # Subtest: s\n    ok 1 - a\nok 1 - s'],
    ['a subtest after a version line that was lost', '    KTAP version 1\n    # Subtest: s\n    ok 1 a\nok 1 s'],
  ])('with %s, which is the first level where its result is', (_, text) => {
    expect(outline(readText(text).tests)).toEqual(['s: passed', '  a: passed'])
    expect(readText(text).complete).toBe(true)
  })

  test.each(['KTAP version 1', '[    1.000000] KTAP version 1'])('and the reader says so after %j', (line) => {
    const reader = new KtapReader()
    reader.push('ok 1 a')
    expect(reader.started).toBe(false)
    reader.push(line)
    expect(reader.started).toBe(true)
  })

  test('with the last of two version lines', () => {
    expect(readText('TAP version 13\nTAP version 13\n1..1\nok 1 a')).toMatchObject({ complete: true, planned: 1 })
  })

  test.each([
    'ok',
    'ok 1 a',
    'not ok 1 a',
    'clk: ok 1',
    '# a diagnostic',
    '# selftests: a: b',
    'Bail out! now',
    'TAP version',
    'My TAP version 13',
    'TAP version 13 is old',
    '1..',
    '1..3 chips',
    '0..3',
    '1..9999999999',
    '    #Subtest: s',
  ])('not with %j', (line) => {
    expect(readText(`${line}\nok 1 a\n`)).toEqual({ started: false, tests: [], complete: false })
  })

  test('and is not complete before its first result or plan', () => {
    expect(readText('TAP version 14')).toEqual({ started: true, tests: [], complete: false })
  })

  test('without tests where nothing is planned', () => {
    expect(readText('KTAP version 1\n1..0')).toEqual({ started: true, tests: [], complete: true, planned: 0 })
    expect(readText('TAP version 13\n1..0 # SKIP no device')).toMatchObject({ complete: true, reason: 'no device' })
  })
})
