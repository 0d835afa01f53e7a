import { createHash } from 'node:crypto'
import type { Architecture, FailureKind } from '@kbisect/contracts'

/**
 * What seeded bisections are about. Numbers are drawn from the bisection's own number: equal seeds
 * give equal rows.
 */
export const trees = ['mainline', 'next', 'stable', 'arm-soc', 'mm'] as const

export const architectures: readonly Architecture[] = ['arm64', 'arm', 'x86_64']

export const subsystems = [
  'mm/cma',
  'arm64/mm',
  'dma-mapping',
  'x86/boot',
  'clk',
  'pinctrl',
  'net: phy',
  'drm/panel',
] as const

export const authors = [
  'Mira Lindqvist <mira@example.org>',
  'Tom Okafor <tom@example.org>',
  'Ada Brandt <ada@example.net>',
  'Wen Zhao <wen@example.com>',
] as const

export const failures: readonly { readonly kind: FailureKind; readonly function: string; readonly text: string }[] = [
  {
    kind: 'panic',
    function: 'cma_init_reserved_mem',
    text: 'panic in cma_init_reserved_mem: Unable to handle kernel paging request',
  },
  { kind: 'oops', function: 'clk_core_prepare', text: 'oops in clk_core_prepare: NULL pointer dereference' },
  { kind: 'hang', function: '', text: 'hang: while the kernel started' },
  { kind: 'bug', function: 'slab_alloc_node', text: 'bug in slab_alloc_node: kernel BUG at mm/slub.c:379!' },
]

/** One of a list, by a number. */
export function pick<T>(list: readonly T[], number: number): T {
  const one = list[number % list.length]
  if (one === undefined) throw new RangeError('an empty list has nothing to pick')
  return one
}

/** A commit hash made of words. The database makes the same one from the same words. */
export const hashOf = (words: string): string => createHash('sha256').update(words).digest('hex').slice(0, 40)
