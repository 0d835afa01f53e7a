import { harmless, OTHER_GCC, type ToyPlan } from '@kbisect/testing'

export interface CompilerCase {
  readonly words: string
  readonly plan: ToyPlan
  /**
   * Whether the plan's culprit is one for the compiler of that host alone; else there is none under
   * any one compiler.
   */
  readonly culpritUnder?: typeof OTHER_GCC
}

const panics = { x86_64: { panicsUnderGcc: OTHER_GCC } } as const

/**
 * All commits fail under one compiler: with one compiler throughout nothing changes between good
 * and bad.
 */
const everywhere: CompilerCase = {
  words: 'all commits fail under one compiler',
  plan: {
    commits: [{ name: 'base', behaviour: panics }, ...harmless('later', 19)],
    good: 'base',
    bad: 'later-19',
  },
}

/**
 * From one commit on they do: it is the culprit for that compiler, and for the other there is none.
 */
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
