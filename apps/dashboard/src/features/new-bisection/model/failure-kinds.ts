import type { FailureKind } from '@kbisect/contracts'

/** The ways in which a kernel or a test fails, as people look for them. */
export const failureKindTexts: Readonly<Record<FailureKind, string>> = {
  panic: 'panic',
  oops: 'oops',
  bug: 'BUG',
  warning: 'warning',
  lockdep: 'lockdep report',
  kasan: 'KASAN report',
  ubsan: 'UBSAN report',
  kfence: 'KFENCE report',
  kcsan: 'KCSAN report',
  atomic: 'sleeping while atomic',
  oom: 'out of memory',
  'rcu-stall': 'RCU stall',
  'soft-lockup': 'soft lock-up',
  'hard-lockup': 'hard lock-up',
  'hung-task': 'hung task',
  'no-root': 'no root file system',
  'no-init': 'no init',
  'init-died': 'init died',
  hang: 'hang',
  silence: 'silence from the start',
  flood: 'flood of messages',
  reboot: 'unexpected reboot',
  'test-failed': 'the test fails',
  'test-missing': 'the test says nothing',
  'console-match': 'a console line that may not be',
  'console-missing': 'a console line that is missing',
  'build-failed': 'the build fails',
}

export const failureKindWords = Object.keys(failureKindTexts) as FailureKind[]
