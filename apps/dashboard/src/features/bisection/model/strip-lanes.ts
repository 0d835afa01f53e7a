export interface Linked {
  readonly hash: string
  readonly parents: readonly string[]
}

/** From parent to child, by index. */
export interface LaneLink {
  readonly from: number
  readonly to: number
}

export interface Lanes {
  /** 0: on the way of first parents from the bad revision; 1: came in by a merge. */
  readonly lane: readonly (0 | 1)[]
  /** Where a topic branch leaves, goes on, and comes back. */
  readonly links: readonly LaneLink[]
}

/**
 * Puts commits, in topological order with the bad revision last, on two lanes.
 * Branches of branches share the second lane: enough to see what is mainline and where merges are.
 */
export function assignLanes(commits: readonly Linked[]): Lanes {
  const index = new Map(commits.map((commit, position) => [commit.hash, position]))
  const lane = commits.map((): 0 | 1 => 1)
  let at = commits.length - 1
  while (at >= 0) {
    lane[at] = 0
    at = index.get(commits[at]?.parents[0] ?? '') ?? -1
  }
  const links: LaneLink[] = []
  commits.forEach((commit, to) => {
    for (const parent of commit.parents) {
      const from = index.get(parent)
      if (from !== undefined && (lane[from] === 1 || lane[to] === 1)) links.push({ from, to })
    }
  })
  return { lane, links }
}
