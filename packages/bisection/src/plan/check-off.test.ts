import { ConsoleReader, type KernelCheck, type Signature } from '@kbisect/verdict'
import { describe, expect, it } from 'vitest'
import {
  type Behaviour,
  chain,
  failing,
  hash,
  numberOf,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

const circle = 'possible circular locking dependency'
const lockdep: Signature = { kind: 'lockdep', function: 'take_b', place: circle, text: `lockdep in take_b: ${circle}` }
const switchedOff = 'lockdep switched itself off: MAX_LOCKDEP_CHAIN_HLOCKS too low'
const off: Signature = { kind: 'lockdep', place: switchedOff, text: `lockdep: ${switchedOff}` }
const request = { warnings: 'fail', failure: { kind: 'lockdep', function: 'take_b' } } as const

const reported: Behaviour = { kind: 'passed', warnings: [lockdep], checksOff: ['lockdep'] }
const blind: Behaviour = { kind: 'passed', warnings: [off], checksOff: ['lockdep'] }

describe('a run in which lockdep switched itself off', () => {
  it('is no pass where a report of lockdep is searched for: the commit behind it is not blamed', () => {
    const behave: World['behave'] = (commit, { reverted }) => {
      const at = numberOf(commit)
      if (at < 3 || reverted === 'c03') return passed
      return at >= 4 && at <= 6 ? blind : reported
    }
    const { result } = simulate({ history: chain(8), behave, request }).plan
    expect(result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c03') } })
  })

  it('leaves a range where it hides the culprit', () => {
    const behave: World['behave'] = (commit) => {
      const at = numberOf(commit)
      return at < 3 ? passed : at <= 6 ? blind : reported
    }
    const { result } = simulate({ history: chain(8), behave, request }).plan
    expect(result?.outcome).toBe('range')
    expect(result?.culprit ?? null).toBeNull()
    expect(JSON.stringify(result)).toContain('lockdep had switched itself off')
  })

  it('makes a good revision one that cannot be tested', () => {
    const behave: World['behave'] = (commit) => (numberOf(commit) === 0 ? blind : reported)
    expect(simulate({ history: chain(4), behave, request }).plan.result).toMatchObject({
      outcome: 'inconclusive',
      cause: 'good revision cannot be tested',
      reason: expect.stringContaining('lockdep had switched itself off'),
    })
  })

  it('is a pass where another failure is searched for', () => {
    const panic: Signature = { kind: 'panic', function: 'f', text: 'panic in f' }
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 3 && reverted !== 'c03' ? failing(panic) : blind
    expect(simulate({ history: chain(8), behave }).plan.result).toMatchObject({
      label: 'confirmed',
      culprit: { hash: hash('c03') },
    })
  })
})

/** What a boot shows whose kernel says these lines and goes on to the test. */
function boot(...lines: string[]): Behaviour {
  const reader = new ConsoleReader({ nonce: 'n0nce', test: { kind: 'boot' } })
  const said = ['Linux version 6.6.0', ...lines].map((line) => `[    1.000000] ${line}\n`).join('')
  reader.push(`${said}\nkbisect:n0nce:exit:0\n`)
  return reader.conclude('exited')
}

it.each<[KernelCheck, string, string]>([
  [
    'kasan',
    'BUG: KASAN: slab-out-of-bounds in read_part+0x10/0x20',
    'BUG: KASAN: use-after-free in old_part+0x10/0x20',
  ],
  ['lockdep', 'WARNING: suspicious RCU usage', 'WARNING: possible recursive locking detected'],
  ['lockdep', 'BUG: spinlock bad magic on CPU#0, sh/1', 'Disabling lock debugging due to kernel taint'],
  [
    'hung tasks',
    'INFO: task sh:82 blocked for more than 120 seconds.',
    'Future hung task reports are suppressed, see sysctl kernel.hung_task_warnings',
  ],
  [
    'kmemleak',
    'kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)',
    'kmemleak: Kernel memory leak detector disabled',
  ],
  ['console', 'WARNING: CPU: 0 PID: 1 at mm/part.c:1 read_part+0x10/0x20', '** 12 printk messages dropped **'],
])('a run in which %s looks no further does not clear its commit of what it reports', (check, searched, stop) => {
  const bad = boot(searched)
  const hidden = boot(stop)
  expect(hidden).toMatchObject({ kind: 'passed', checksOff: expect.arrayContaining([check]) })
  const behave: World['behave'] = (commit, { reverted }) => {
    const at = numberOf(commit)
    if (at < 3 || reverted === 'c03') return passed
    return at >= 4 && at <= 6 ? hidden : bad
  }
  const signature = typeof bad === 'object' && 'kind' in bad && bad.kind === 'passed' ? bad.warnings?.[0] : undefined
  const { result } = simulate({
    history: chain(8),
    behave,
    request: {
      warnings: 'fail',
      failure: { kind: signature?.kind ?? 'oops', message: signature?.text.slice(-12) ?? '' },
    },
  }).plan
  expect(result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c03') } })
})

it('KASAN that reports all it sees is not blind after its first report', () => {
  const first = 'BUG: KASAN: use-after-free in old_part+0x10/0x20'
  expect(boot('Kernel command line: kasan_multi_shot console=ttyS0', first)).not.toHaveProperty('checksOff')
  expect(boot('Linux version 4.9.0', first)).not.toHaveProperty('checksOff')
  expect(boot(first)).toHaveProperty('checksOff', ['kasan'])
})
