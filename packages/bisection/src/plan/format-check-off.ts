import type { KernelCheck } from '@kbisect/verdict'

const WORDS: Readonly<Record<KernelCheck, string>> = {
  lockdep: 'lockdep had switched itself off',
  kasan: 'KASAN had reported something else, and reports once',
  kmemleak: 'kmemleak had switched itself off',
  debugobjects: 'the check of objects had switched itself off',
  'dma-debug': 'the check of DMA had switched itself off',
  'hung tasks': 'the kernel reported no more hung tasks',
  console: 'the console dropped messages',
  'report limit': 'the kernel reported more than is kept of a run',
}

/** Why a pass says nothing of the failure that is searched for. */
export const checkOffWords = (check: KernelCheck): string => `passes, but may hide the failure: ${WORDS[check]}`
