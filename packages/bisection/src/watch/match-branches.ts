import type { WatchedRef } from './watch-ports.ts'

/**
 * Whether a pattern of a watch names a branch, or a tag as tags/NAME. `*` stands for anything, also
 * for slashes. Linear in both texts.
 */
export function matchesBranch(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === name
  const last = rest.pop() ?? ''
  if (!name.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}

/**
 * The branches and tags that any of the patterns names; tags only where a pattern begins with
 * tags/.
 */
export function matchingBranches(patterns: readonly string[], refs: readonly WatchedRef[]): WatchedRef[] {
  const isTag = (text: string) => text.startsWith('tags/')
  return refs.filter(({ name }) =>
    patterns.some((pattern) => isTag(pattern) === isTag(name) && matchesBranch(pattern, name)),
  )
}
