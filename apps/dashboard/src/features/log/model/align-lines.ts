import { shortestEdit } from './shortest-edit.ts'

/** Lines of two texts that are the same, by index, growing in both. */
export type Match = readonly [left: number, right: number]

interface Box {
  readonly left: number
  readonly leftEnd: number
  readonly right: number
  readonly rightEnd: number
}

/**
 * Aligns two lists of lines. Lines that are there once on both sides hold the rest in place, as in
 * a patience diff; what lies between is aligned with the least change, as long as that is little.
 * Work grows with the length of the texts, not with its square, whatever they hold.
 */
export function alignLines(left: readonly string[], right: readonly string[]): Match[] {
  const matches: Match[] = []
  const boxes: Box[] = [{ left: 0, leftEnd: left.length, right: 0, rightEnd: right.length }]
  while (boxes.length > 0) {
    const box = boxes.pop() as Box
    const inner = trim(box, left, right, matches)
    if (inner.left === inner.leftEnd || inner.right === inner.rightEnd) continue
    const anchors = uniqueMatches(inner, left, right)
    if (anchors.length === 0) {
      for (const [one, other] of shortestEdit(
        left.slice(inner.left, inner.leftEnd),
        right.slice(inner.right, inner.rightEnd),
      ))
        matches.push([inner.left + one, inner.right + other])
      continue
    }
    let from: Match = [inner.left, inner.right]
    for (const anchor of anchors) {
      boxes.push({ left: from[0], leftEnd: anchor[0], right: from[1], rightEnd: anchor[1] })
      matches.push(anchor)
      from = [anchor[0] + 1, anchor[1] + 1]
    }
    boxes.push({ left: from[0], leftEnd: inner.leftEnd, right: from[1], rightEnd: inner.rightEnd })
  }
  return matches.sort((a, b) => a[0] - b[0])
}

/** Takes what is the same at both ends of a box. */
function trim(box: Box, left: readonly string[], right: readonly string[], matches: Match[]): Box {
  let { left: l, leftEnd, right: r, rightEnd } = box
  while (l < leftEnd && r < rightEnd && left[l] === right[r]) matches.push([l++, r++])
  while (l < leftEnd && r < rightEnd && left[leftEnd - 1] === right[rightEnd - 1]) matches.push([--leftEnd, --rightEnd])
  return { left: l, leftEnd, right: r, rightEnd }
}

/** Lines that are there once on each side, the longest run of them that grows on both. */
function uniqueMatches(box: Box, left: readonly string[], right: readonly string[]): Match[] {
  const places = new Map<string, { left: number; right: number }>()
  const note = (lines: readonly string[], from: number, to: number, side: 'left' | 'right') => {
    for (let index = from; index < to; index++) {
      const line = lines[index] ?? ''
      const known = places.get(line) ?? { left: -1, right: -1 }
      // Seen before on this side: it holds nothing in place.
      places.set(line, { ...known, [side]: known[side] === -1 ? index : -2 })
    }
  }
  note(left, box.left, box.leftEnd, 'left')
  note(right, box.right, box.rightEnd, 'right')
  const both = [...places.values()].filter((each) => each.left >= 0 && each.right >= 0)
  return longestGrowing(both.sort((a, b) => a.left - b.left).map((each): Match => [each.left, each.right]))
}

/** The longest run of pairs, in order of their first, whose second grows too. */
function longestGrowing(pairs: readonly Match[]): Match[] {
  const ends: number[] = []
  const before: number[] = []
  pairs.forEach(([, value], index) => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[ends[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1
      else high = middle
    }
    before[index] = low > 0 ? (ends[low - 1] ?? -1) : -1
    ends[low] = index
  })
  const run: Match[] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at]
    if (pair) run.push(pair)
  }
  return run.reverse()
}
