import { compileNameGlob } from '@kbisect/text'

/**
 * Returns whether any of the patterns of a watch names a branch, or a tag as tags/NAME. `*` stands
 * for anything, also for slashes; tags are named by patterns that begin with tags/ alone.
 */
export function branchMatcher(patterns: readonly string[]): (name: string) => boolean {
  const globs = patterns.map((pattern) => ({ isTag: isTagName(pattern), glob: compileNameGlob(pattern) }))
  return (name) => globs.some(({ isTag, glob }) => isTag === isTagName(name) && glob.test(name))
}

/** Whether a name or pattern of a watch is that of tags. */
export const isTagName = (name: string): boolean => name.startsWith('tags/')
