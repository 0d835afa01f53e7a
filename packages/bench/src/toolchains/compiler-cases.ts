import { harmless, type ToyPlan } from '@kbisect/testing'

/** The compiler of one host; the other hosts have the system's own. */
export const OTHER_GCC = 11

/** The programs that make a worker's `gcc` that one. */
export const OTHER_GCC_INSTEAD = { '/usr/bin/x86_64-linux-gnu-gcc-12': `/usr/bin/x86_64-linux-gnu-gcc-${OTHER_GCC}` }

export interface CompilerCase {
  readonly words: string
  readonly plan: ToyPlan
  /** Whether the plan's culprit is one for the compiler of that host alone; else there is none under any one compiler. */
  readonly culpritUnder?: typeof OTHER_GCC
}

const panics = { x86_64: { panicsUnderGcc: OTHER_GCC } } as const

/** All commits fail under one compiler: with one compiler throughout nothing changes between good and bad. */
const everywhere: CompilerCase = {
  words: 'all commits fail under one compiler',
  plan: {
    commits: [{ name: 'base', behaviour: panics }, ...harmless('later', 19)],
    good: 'base',
    bad: 'later-19',
  },
}

/** From one commit on they do: it is the culprit for that compiler, and for the other there is none. */
const fromOneOn: CompilerCase = {
  words: 'one commit breaks it under one compiler',
  plan: {
    commits: [
      { name: 'base' },
      ...harmless('before', 9),
      { name: 'culprit', behaviour: panics },
      ...harmless('after', 9),
    ],
    good: 'base',
    bad: 'after-9',
    culprit: 'culprit',
  },
  culpritUnder: OTHER_GCC,
}

/** The history of one search by its number, from 1. */
export const compilerCase = (number: number): CompilerCase => (number % 2 === 1 ? everywhere : fromOneOn)
