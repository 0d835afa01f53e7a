import type { CommitGraph } from './commit-graph.ts'
import { testability } from './testability.ts'
import { weigh } from './weights.ts'

/** What the tests of a commit said. `skip`: it cannot be tested. */
export type Finding = 'good' | 'bad' | 'skip'

export type Decision = {
  /** Commits that can still be the culprit, in topological order. */
  readonly candidates: readonly string[]
} & (
  | {
      readonly kind: 'test'
      readonly next: string /** Candidates left if it is bad, and if it is good. */
      readonly split: readonly [number, number]
    }
  | { readonly kind: 'culprit'; readonly culprit: string }
  /** Only commits that cannot be tested are left besides the first known bad one. */
  | { readonly kind: 'range' }
  /** A bad commit is an ancestor of a good one, or the bad ones have no ancestor in common. */
  | { readonly kind: 'inconsistent'; readonly bad: readonly string[]; readonly good: readonly string[] }
)

/**
 * Which commit to test next, or the answer. The culprit is a bad commit all of whose parents are good, so it is an ancestor of
 * every bad commit and of no good one. Among these the next one halves them best, as `git bisect` chooses (bisect.c), weighed
 * by how likely it is to be testable; ties go to the smaller id.
 *
 * @param graph the range; its commits are ancestors of the bad end and not of the good one
 * @param findings what is known; the bad end must be among them as `bad`. Commits outside the range are ignored
 */
export function decide(graph: CommitGraph, findings: ReadonlyMap<string, Finding>): Decision {
  const known = { good: [] as number[], bad: [] as number[], skip: [] as number[] }
  for (const [id, finding] of findings) {
    const at = graph.indexOf(id)
    if (at !== undefined) known[finding].push(at)
  }
  for (const indexes of Object.values(known)) indexes.sort((a, b) => a - b)
  const possible = possibleCulprits(graph, known.good, known.bad)
  const candidates = graph.ids.filter((_, at) => possible[at])
  const contradiction = findContradiction(graph, known.good, known.bad)
  if (contradiction || candidates.length === 0) {
    return { kind: 'inconsistent', candidates, bad: contradiction?.bad ?? [], good: contradiction?.good ?? [] }
  }
  const [only] = candidates
  if (candidates.length === 1 && only !== undefined && findings.get(only) === 'bad')
    return { kind: 'culprit', candidates, culprit: only }
  const best = chooseNext(graph, possible, candidates.length, known)
  if (best === undefined) return { kind: 'range', candidates }
  return { kind: 'test', candidates, ...best }
}

function possibleCulprits(graph: CommitGraph, good: readonly number[], bad: readonly number[]): Uint8Array {
  const possible = new Uint8Array(graph.size).fill(1)
  for (const at of bad) {
    const ancestors = graph.ancestorsOf(at)
    for (let i = 0; i < possible.length; i++) if (!ancestors[i]) possible[i] = 0
  }
  for (const at of good) {
    const ancestors = graph.ancestorsOf(at)
    for (let i = 0; i < possible.length; i++) if (ancestors[i]) possible[i] = 0
  }
  return possible
}

function findContradiction(graph: CommitGraph, good: readonly number[], bad: readonly number[]) {
  const names = (indexes: readonly number[]) => indexes.flatMap((at) => graph.ids[at] ?? [])
  const pairs = good.flatMap((descendant) => {
    const ancestors = graph.ancestorsOf(descendant)
    const fallen = bad.filter((at) => ancestors[at])
    return fallen.length > 0 ? [{ descendant, fallen }] : []
  })
  if (pairs.length === 0) return undefined
  return {
    good: names(pairs.map((pair) => pair.descendant)),
    bad: names([...new Set(pairs.flatMap((pair) => pair.fallen))]),
  }
}

function chooseNext(
  graph: CommitGraph,
  possible: Uint8Array,
  count: number,
  known: Readonly<Record<Finding, readonly number[]>>,
): { next: string; split: readonly [number, number] } | undefined {
  const weights = weigh(graph, possible)
  const testable = testability(graph, known.skip, [...known.good, ...known.bad])
  const tested = new Set([...known.bad, ...known.skip])
  let best: { next: string; worth: number; split: readonly [number, number] } | undefined
  for (let at = 0; at < graph.size; at++) {
    if (!possible[at] || tested.has(at)) continue
    const next = graph.ids[at] ?? ''
    const weight = weights[at] ?? 0
    const worth = Math.min(weight, count - weight) * (testable[at] ?? 1)
    if (!best || worth > best.worth || (worth === best.worth && next < best.next))
      best = { next, worth, split: [weight, count - weight] }
  }
  return best && { next: best.next, split: best.split }
}
