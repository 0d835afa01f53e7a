import { type CommitGraph, weigh } from '@kbisect/bisect'

/** What git does next. */
export type GitStep =
  | { readonly kind: 'test'; readonly at: number }
  | { readonly kind: 'found'; readonly at: number }
  /** Only skipped commits are left besides the first known bad one. */
  | { readonly kind: 'range' }

interface Weighed {
  readonly at: number
  readonly id: string
  /** Candidates on the smaller side of the split. */
  readonly distance: number
}

/**
 * The commit that `git bisect` tests next, by the rule of its bisect.c (read in version 2.39): the
 * one that splits the candidates best; as soon as one is near enough to the middle it is taken,
 * merges first. Once anything was skipped, all are sorted, and where the best was skipped a
 * pseudo-random one further down is taken.
 *
 * @param candidates 1 for ancestors of `bad`, itself included, that are not ancestors of a good
 * commit
 * @param skipped whether a commit was skipped, and whether anything was
 */
export function gitNext(
  graph: CommitGraph,
  candidates: Uint8Array,
  bad: number,
  skipped: ReadonlySet<number>,
): GitStep {
  const weights = weigh(graph, candidates)
  const list: number[] = []
  for (let at = 0; at < graph.size; at++) if (candidates[at]) list.push(at)
  if (skipped.size > 0) return nextAmongSkipped(graph, weights, list, bad, skipped)
  const at = halfway(graph, candidates, weights, list) ?? mostEven(weights, list)
  return at === bad ? { kind: 'found', at } : { kind: 'test', at }
}

function halfway(graph: CommitGraph, candidates: Uint8Array, weights: Uint32Array, list: readonly number[]) {
  const isHalfway = (at: number): boolean => {
    const off = Math.abs(2 * (weights[at] ?? 0) - list.length)
    return off <= 1 || off < Math.floor(list.length / 1024)
  }
  const parents = (at: number): number => graph.parentsOf(at).filter((parent) => candidates[parent]).length
  return list.find((at) => parents(at) > 1 && isHalfway(at)) ?? list.find((at) => parents(at) === 1 && isHalfway(at))
}

function mostEven(weights: Uint32Array, list: readonly number[]): number {
  let best = { at: -1, distance: -1 }
  for (const at of list) {
    const distance = distanceOf(weights, at, list.length)
    if (distance > best.distance) best = { at, distance }
  }
  return best.at
}

const distanceOf = (weights: Uint32Array, at: number, count: number): number =>
  Math.min(weights[at] ?? 0, count - (weights[at] ?? 0))

function nextAmongSkipped(
  graph: CommitGraph,
  weights: Uint32Array,
  list: readonly number[],
  bad: number,
  skipped: ReadonlySet<number>,
): GitStep {
  const sorted: Weighed[] = list.map((at) => ({
    at,
    id: graph.ids[at] ?? '',
    distance: distanceOf(weights, at, list.length),
  }))
  sorted.sort((a, b) => b.distance - a.distance || (a.id < b.id ? -1 : 1))
  const [first] = sorted
  if (!first) return { kind: 'range' }
  if (!skipped.has(first.at)) return first.at === bad ? { kind: 'found', at: bad } : { kind: 'test', at: first.at }
  const open = sorted.filter(({ at }) => !skipped.has(at))
  const chosen = awayFromSkipped(open, bad)
  return chosen === undefined || chosen === bad ? { kind: 'range' } : { kind: 'test', at: chosen }
}

function awayFromSkipped(open: readonly Weighed[], bad: number): number | undefined {
  const place = skipPlace(open.length)
  const there = open[place] ?? open[0]
  if (there?.at !== bad) return there?.at
  return (open[place - 1] ?? open[0])?.at
}

const RANGE = 32768

/**
 * How far down the list git goes: drawn by the generator of `man 3 rand` with the length as its
 * seed, and nearer places more often.
 */
function skipPlace(count: number): number {
  const drawn = Math.floor(((Math.imul(count, 1103515245) + 12345) >>> 0) / 65536) % RANGE
  return Math.floor((Math.floor((count * drawn) / RANGE) * wholeRoot(drawn)) / wholeRoot(RANGE))
}

/** Newton's method in single precision, as git has it, since its last digit decides. */
function wholeRoot(value: number): number {
  if (value === 0) return 0
  let x = value
  for (let step = 1; step >= 0.5; ) {
    const next = Math.fround(Math.fround(x + Math.fround(value / x)) / 2)
    step = Math.abs(x - next)
    x = next
  }
  return Math.trunc(x)
}
