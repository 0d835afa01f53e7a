import { type Bisection, type FailureKind, failureText, type Signature } from '@kbisect/contracts'
import { oneLine } from './text-format.ts'

/** How a kind of failure is called in a sentence. */
const KINDS: Readonly<Record<FailureKind, string>> = {
  panic: 'panic',
  oops: 'oops',
  bug: 'kernel BUG',
  warning: 'WARNING',
  lockdep: 'lockdep report',
  kasan: 'KASAN report',
  ubsan: 'UBSAN report',
  kfence: 'KFENCE report',
  kcsan: 'KCSAN report',
  atomic: 'sleep in atomic context',
  oom: 'out of memory',
  'rcu-stall': 'RCU stall',
  'soft-lockup': 'soft lockup',
  'hard-lockup': 'hard lockup',
  'hung-task': 'hung task',
  'no-root': 'no root file system',
  'no-init': 'no init',
  'init-died': 'init died',
  hang: 'hang',
  silence: 'silence',
  flood: 'console flood',
  reboot: 'reboot loop',
  'test-failed': 'test failed',
  'test-missing': 'test missing',
  'console-match': 'console matches',
  'console-missing': 'console lacks a match',
  'build-failed': 'build error',
}

/** Kinds after which a kernel goes on. */
const KERNEL_WARNINGS: ReadonlySet<string> = new Set<FailureKind>([
  ...(['warning', 'lockdep', 'kasan', 'ubsan', 'kfence', 'kcsan', 'atomic', 'oom'] as const),
  ...(['rcu-stall', 'soft-lockup', 'hard-lockup', 'hung-task'] as const),
])

/** Whether it is a warning of a kernel that goes on, in a bisection for which those count. */
export function isCountedWarning({ request }: Bisection, signature: Signature | null): boolean {
  return request.warnings === 'fail' && signature !== null && KERNEL_WARNINGS.has(signature.kind)
}

const kindWords = (kind: string): string => (Object.hasOwn(KINDS, kind) ? KINDS[kind as FailureKind] : kind)

/** A kind and what else somebody asked for: `panic in cma_init_reserved_mem`. */
export function wantedWords({ kind, function: name, message }: NonNullable<Bisection['request']['failure']>): string {
  const parts = [
    kind === undefined ? 'a failure' : kindWords(kind),
    name === undefined ? '' : `in ${name}`,
    message === undefined ? '' : `with "${oneLine(message)}"`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/**
 * A failure in a few words that fit into a sentence:
 * `panic in cma_init_reserved_mem (mm/cma.c:203)`.
 */
export function failureWords({ kind, function: name, place, text, line, source }: Signature): string {
  const at = source === undefined ? '' : ` (${oneLine(source)})`
  if (name !== undefined) return `${kindWords(kind)} in ${oneLine(name)}${at}`
  const title = oneLine(line ?? (text.includes(': ') ? text.slice(text.indexOf(': ') + 2) : text))
  if (kind === 'build-failed' && line !== undefined) return title
  if (kind === 'build-failed') return place === undefined ? title : `${title} in ${oneLine(place)}`
  return `${kindWords(kind)} (${title})${at}`
}

/**
 * A failure as one line: as it was printed, with the function and the place that the line lacks.
 */
export const signatureLine = (signature: Signature): string => oneLine(failureText(signature))
