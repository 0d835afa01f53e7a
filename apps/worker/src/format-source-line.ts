import { linesOf } from '@kbisect/text'
import { readAddr2line } from '@kbisect/verdict'

// A worker builds in `…/worktrees/WORKER/TREE`, on whatever host that was; a directory in front of it may be called like one of the kernel's.
const WORKTREE = /^(\/.*\/worktrees\/[^/]+\/[^/]+)\//

/** The source line in what addr2line says of a kernel that a worker built, relative to its tree; undefined where it does not know. */
export function sourceLineWords(output: string): string | undefined {
  const [line = ''] = linesOf(output)
  return readAddr2line(output, WORKTREE.exec(line)?.[1])
}
