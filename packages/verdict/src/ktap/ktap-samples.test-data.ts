import { KtapReader } from './ktap-reader.ts'
import type { KtapOutput, KtapResult } from './ktap-result.ts'

/** Reads a text line by line. */
export function readText(text: string): KtapOutput {
  const reader = new KtapReader()
  for (const line of text.split('\n')) reader.push(line)
  return reader.result()
}

/** Returns each test with its status and reason, indented below its suite. */
export const outline = (tests: readonly KtapResult[], indent = ''): string[] =>
  tests.flatMap(({ name, status, reason, children }) => [
    `${indent}${name}: ${status}${reason === undefined ? '' : ` (${reason})`}`,
    ...outline(children, `${indent}  `),
  ])

/** Linux 5.5: tabulators, no plan of suites. */
const KUNIT_5_5 = `[    0.060000] printk: console [mc-1] enabled
[    0.060000] TAP version 14
[    0.060000] \t# Subtest: sysctl_test
[    0.060000] \t1..2
[    0.060000] \t# sysctl_test_null: sysctl_test_null passed
[    0.060000] \tok 1 - sysctl_test_null
[    0.060000] \t# sysctl_test_min: EXPECTATION FAILED at kernel/sysctl-test.c:30
[    0.060000] \tExpected 1 + 1 == value, but
[    0.060000] \t\t1 + 1 == 2
[    0.060000] \t\tvalue == 3
[    0.060000] \t# sysctl_test_min: sysctl_test_min failed
[    0.060000] \tnot ok 2 - sysctl_test_min
[    0.060000] kunit sysctl_test: one or more tests failed
[    0.060000] not ok 1 - sysctl_test
[    0.060000] \t# Subtest: example
[    0.060000] \t1..1
[    0.060000] init_suite
[    0.060000] \tok 1 - example_simple_test
[    0.060000] kunit example: all tests passed
[    0.060000] ok 2 - example
`

/** Linux 5.13: four spaces, a plan of suites, results of parameters as diagnostics. */
const KUNIT_5_13 = `[    0.512345][    T1] TAP version 14
[    0.512346][    T1] 1..2
[    0.512347][    T1]     # Subtest: ext4_inode_test
[    0.512348][    T1]     1..2
[    0.512349][    T1]     # inode_test_xtimestamp_decoding: ok 1 - 1901-12-13 Lower bound
[    0.512350][    T1]     # inode_test_xtimestamp_decoding: not ok 2 - 1969-12-31 Upper bound
[    0.512351][    T1]     not ok 1 - inode_test_xtimestamp_decoding
[    0.512352][    T1]     # inode_test_other: initializing
[    0.512353][    T1]     ok 2 - inode_test_other
[    0.512354][    T1] not ok 1 - ext4_inode_test
[    0.512355][    T1]     # Subtest: bitfields
[    0.512356][    T1]     1..1
[    0.512357][    T1]     ok 1 - test_bitfields # SKIP no bits here
[    0.512358][    T1] ok 2 - bitfields # SKIP
`

/** Linux 5.19: parameters as a level of their own, totals. */
const KUNIT_5_19 = `<6>[    0.600000] TAP version 14
<6>[    0.600001] 1..1
<6>[    0.600002]     # Subtest: kcsan
<6>[    0.600003]     1..2
<6>[    0.600004]         # Subtest: test_basic
<6>[    0.600005]         ok 1 - threads=2
<6>[    0.600006]         ok 2 - threads=4 # SKIP not enough CPUs
<6>[    0.600007]     # test_basic: pass:1 fail:0 skip:1 total:2
<6>[    0.600008]     ok 1 - test_basic
<6>[    0.600009]     ok 2 - test_concurrent
<6>[    0.600010] # kcsan: pass:2 fail:0 skip:0 total:2
<6>[    0.600011] # Totals: pass:2 fail:0 skip:1 total:3
<6>[    0.600012] ok 1 - kcsan
`

/** Linux 6.6: a version line on each level, attributes, no hyphen. */
const KUNIT_6_6 = `[    0.401000] KTAP version 1
[    0.401200] 1..2
[    0.402000]     KTAP version 1
[    0.402100]     # Subtest: list-kunit-test
[    0.402200]     # module: list_test
[    0.402300]     1..3
[    0.402400]     # list_test_list_init.speed: slow
[    0.402450]     ok 1 list_test_list_init
[    0.402500]     # list_test_list_add: EXPECTATION FAILED at lib/list-test.c:60
[    0.402500]     Expected list.next == &b, but
[    0.402500]         list.next == ffff888003a17e20
[    0.402500]         &b == ffff888003a17e30
[    0.402600]     not ok 2 list_test_list_add
[    0.402650]         KTAP version 1
[    0.402660]         # Subtest: list_test_param
[    0.402670]         ok 1 one
[    0.402680]         ok 2 two # SKIP no memory
[    0.402690]     # list_test_param: pass:1 fail:0 skip:1 total:2
[    0.402700]     ok 3 list_test_param
[    0.402800] # list-kunit-test: pass:2 fail:1 skip:0 total:3
[    0.402900] # Totals: pass:3 fail:1 skip:1 total:5
[    0.402950] not ok 1 list-kunit-test
[    0.403000]     KTAP version 1
[    0.403100]     # Subtest: hashtable
[    0.403200]     1..1
[    0.403300]     ok 1 hash_init
[    0.403400] ok 2 hashtable
`

/** Linux 6.6 with suites in modules: a document for each module. */
const KUNIT_MODULES = `[    3.1] KTAP version 1
[    3.2] 1..1
[    3.3]     KTAP version 1
[    3.4]     # Subtest: one
[    3.5]     # module: one_test
[    3.6]     1..1
[    3.7]     ok 1 a
[    3.8] ok 1 one
[    4.0] usb 1-1: new device
[    4.1] KTAP version 1
[    4.2] 1..1
[    4.3]     KTAP version 1
[    4.4]     # Subtest: two
[    4.5]     # module: two_test
[    4.6]     1..1
[    4.7]     not ok 1 a
[    4.8] not ok 1 two
`

/** The runner of kselftest from Linux 5.2 on. */
const KSELFTEST = `TAP version 13
1..6
# timeout set to 45
# selftests: size: get_size
# TAP version 13
# # Testing system size.
# ok 1 get runtime memory use
# # System runtime memory report (units in Kilobytes):
#  ---
#  Total:  502344
#  ...
# 1..1
ok 1 selftests: size: get_size
# selftests: net: epoll_busy_poll
# TAP version 13
# 1..3
# # Starting 3 tests from 1 test cases.
# #  RUN           epoll.get_params ...
# #            OK  epoll.get_params
# ok 1 epoll.get_params
# #  RUN           epoll.set_invalid ...
# # epoll_busy_poll.c:204:set_invalid:Expected -1 (-1) == ret (0)
# # set_invalid: Test failed
# #          FAIL  epoll.set_invalid
# not ok 2 epoll.set_invalid
# ok 3 # SKIP epoll.needs_root
# # FAILED: 2 / 3 tests passed.
# # Totals: pass:1 fail:1 xfail:0 xpass:0 skip:1 error:0
not ok 2 selftests: net: epoll_busy_poll # exit=1
# selftests: net: pmtu.sh
# TEST: ipv4: PMTU exceptions                                         [ OK ]
# TEST: ipv6: PMTU exceptions                                         [FAIL]
# ok
# ok 1 no result
not ok 3 selftests: net: pmtu.sh # exit=1
# selftests: timers: posix_timers
#
not ok 4 selftests: timers: posix_timers # TIMEOUT 45 seconds
# selftests: bpf: test_verifier
# 1..0 # SKIP needs root
ok 5 selftests: bpf: test_verifier # SKIP
# selftests: cgroup: missing
# Warning: file missing is missing!
not ok 6 selftests: cgroup: missing
`

/** The runner of kselftest from Linux 4.18 to 5.1. */
const KSELFTEST_4_19 = `TAP version 13
selftests: size: get_size
========================================
# Testing system size.
1..1
ok 1..1 selftests: size: get_size [PASS]
selftests: livepatch: test-callbacks.sh
========================================
1..2
SKIP: Failed modprobe of module: test_klp_callbacks_demo
not ok 1..2 selftests: livepatch: test-callbacks.sh [SKIP]
selftests: net: pmtu.sh
========================================
not ok 1..3 selftests: net: pmtu.sh [FAIL]
`

/** TAP 14: the name of a suite stands above its lines; a block of YAML describes a failure. */
const TAP_14 = `TAP version 14
1..2
# Subtest: parser
    # Subtest: numbers
        1..1
        ok 1 - hex
    ok 1 - numbers # time=1.2ms
    not ok 2 - escapes
      ---
      found: |
        ok 1 - no result
      ...
    1..2
not ok 1 - parser
ok 2 - writer \\# 2 # TODO rewrite
`

/** TAP 12: no version, the plan at the end, no numbers. */
const TAP_12 = `1..3
ok - opens
not ok - reads # TODO later
ok - closes # skip no file
`

export const SAMPLES = {
  KUNIT_5_5,
  KUNIT_5_13,
  KUNIT_5_19,
  KUNIT_6_6,
  KUNIT_MODULES,
  KSELFTEST,
  KSELFTEST_4_19,
  TAP_14,
  TAP_12,
}
