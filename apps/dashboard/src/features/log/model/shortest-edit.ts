/**
 * More changes than this are not followed: the texts have little in common, and the work grows with
 * the square of it.
 */
const mostChanges = 600

/**
 * Pairs of equal lines along the shortest way from one list to the other (Myers’ algorithm). Empty
 * when the way is longer than `most` changes.
 */
export function shortestEdit(
  left: readonly string[],
  right: readonly string[],
  most = mostChanges,
): [left: number, right: number][] {
  const limit = Math.min(most, left.length + right.length)
  const offset = limit + 1
  const furthest = new Int32Array(2 * limit + 3)
  const trace: Int32Array[] = []
  for (let changes = 0; changes <= limit; changes++) {
    // Only what the way back needs: as many diagonals as there were changes.
    trace.push(furthest.slice(offset - changes - 1, offset + changes + 2))
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const down = furthest[offset + diagonal + 1] ?? 0
      const across = (furthest[offset + diagonal - 1] ?? 0) + 1
      let x = diagonal === -changes || (diagonal !== changes && across <= down) ? down : across
      let y = x - diagonal
      while (x < left.length && y < right.length && left[x] === right[y]) {
        x++
        y++
      }
      furthest[offset + diagonal] = x
      if (x >= left.length && y >= right.length) return wayBack(trace, left.length, right.length)
    }
  }
  return []
}

function wayBack(trace: readonly Int32Array[], leftLength: number, rightLength: number): [number, number][] {
  const pairs: [number, number][] = []
  let [x, y] = [leftLength, rightLength]
  for (let changes = trace.length - 1; changes >= 0; changes--) {
    const furthest = trace[changes] ?? new Int32Array()
    const at = (diagonal: number) => furthest[diagonal + changes + 1] ?? 0
    const diagonal = x - y
    const down = diagonal === -changes || (diagonal !== changes && at(diagonal - 1) + 1 <= at(diagonal + 1))
    const previous = down ? diagonal + 1 : diagonal - 1
    const [startX, startY] = changes === 0 ? [0, 0] : [at(previous), at(previous) - previous]
    while (x > startX && y > startY) pairs.push([--x, --y])
    ;[x, y] = [startX, startY]
  }
  return pairs.reverse()
}
