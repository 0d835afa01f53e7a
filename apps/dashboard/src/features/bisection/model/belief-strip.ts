/**
 * Commits of the range by index, both revisions included, and the probability that the culprit is
 * among them.
 */
export interface Share {
  readonly first: number
  readonly last: number
  readonly probability: number
}

/**
 * What the strip of a search says of some commits. Where a section holds more commits than were
 * asked for, the answer is for the whole section: it cannot be taken apart. Undefined when nothing
 * is known of them.
 */
export function shareOf(strip: readonly number[], commits: number, first: number, last: number): Share | undefined {
  if (strip.length === 0 || commits === 0 || first >= commits) return undefined
  const from = sectionOf(strip.length, commits, first)
  const to = sectionOf(strip.length, commits, last)
  const probability = strip.slice(from, to + 1).reduce((sum, each) => sum + each, 0)
  return { ...commitsOf(strip.length, commits, from, to), probability }
}

/**
 * The shortest piece of the range that holds half of what the strip holds: where to look. Undefined
 * for an empty strip.
 */
export function likeliestPiece(strip: readonly number[], commits: number): Share | undefined {
  const total = strip.reduce((sum, each) => sum + each, 0)
  if (total <= 0 || commits === 0) return undefined
  let best: { from: number; to: number; sum: number } | undefined
  let [from, sum] = [0, 0]
  strip.forEach((each, to) => {
    sum += each
    // What is left out on the left must leave half, rounding aside.
    while (sum - (strip[from] ?? 0) >= total / 2 - 1e-9 && from < to) sum -= strip[from++] ?? 0
    if (sum >= total / 2 - 1e-9 && (!best || to - from < best.to - best.from)) best = { from, to, sum }
  })
  return best && { ...commitsOf(strip.length, commits, best.from, best.to), probability: best.sum }
}

/**
 * A path of bars that stand on a line, the highest `height` pixels high; what is not nothing is
 * seen.
 */
export function beliefPath(strip: readonly number[], at: BeliefPlace): string {
  const most = Math.max(...strip)
  if (!(most > 0)) return ''
  const width = at.width / strip.length
  const bar = Math.max(1, width * 0.84)
  return strip
    .map((probability, index) => {
      if (probability < leastDrawn) return ''
      const height = Math.max(1.5, (probability / most) * at.height)
      const x = at.left + index * width + (width - bar) / 2
      return `M${round(x)} ${round(at.bottom - height)}h${round(bar)}v${round(height)}h${round(-bar)}z`
    })
    .join('')
}

/** In pixels. */
export interface BeliefPlace {
  readonly left: number
  readonly width: number
  readonly bottom: number
  readonly height: number
}

const leastDrawn = 0.0005

const round = (value: number) => Math.round(value * 100) / 100

// Sections are equally long; where they do not divide the range, their borders lie within a
// commit.
const sectionOf = (sections: number, commits: number, commit: number) =>
  Math.min(sections - 1, Math.floor((commit * sections) / commits))

function commitsOf(sections: number, commits: number, from: number, to: number) {
  const length = commits / sections
  return { first: Math.ceil(from * length), last: Math.min(commits, Math.ceil((to + 1) * length)) - 1 }
}
