import type { GraphCommit } from './commit-graph.ts'

const name = (at: number): string => `c${String(at).padStart(3, '0')}`

/** One commit after the other; the first one's parent is the good revision. */
export function chain(length: number): GraphCommit[] {
  return Array.from({ length }, (_, at) => ({ id: name(at), parents: [at === 0 ? 'good' : name(at - 1)] }))
}

/** The ids of a chain's commits from one position up to another, not including that. */
export const part = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => name(from + i))

const grow = (lines: string): GraphCommit[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', ...parents] = line.trim().split(/[ :]+/)
      return { id, parents }
    })

/** Two lines that merge each other twice over. */
const crissCross = grow(`
  root: good
  a1: root
  b1: root
  a2: a1 b1
  b2: b1 a1
  a3: a2
  b3: b2
  a4: a3 b3
  b4: b3 a3
  a5: a4
  tip: a5 b4`)

/** One merge of five lines. */
const octopus = grow(`
  root: good
  a1: root
  a2: a1
  b1: root
  c1: root
  c2: c1
  c3: c2
  d1: root
  merge: a2 b1 c3 d1 root
  next: merge
  tip: next`)

/** Projects that were taken in with their history. */
const severalRoots = grow(`
  mine1:
  theirs1:
  mine2: mine1
  theirs2: theirs1
  third1:
  taken: mine2 theirs2
  third2: third1
  mine3: taken
  tip: mine3 third2`)

/**
 * Lines that left the good revision's history at different places, so that there are several merge
 * bases.
 */
const severalMergeBases = grow(`
  a1: base-1
  b1: base-2
  a2: a1 base-2
  b2: b1 base-3
  c1: base-3 good
  a3: a2 b1
  d1: good
  tip: a3 b2 c1 d1`)

export const named: readonly (readonly [string, readonly GraphCommit[]])[] = [
  ['a single commit', chain(1)],
  ['criss-cross merges', crissCross],
  ['an octopus', octopus],
  ['several roots', severalRoots],
  ['several merge bases', severalMergeBases],
]
