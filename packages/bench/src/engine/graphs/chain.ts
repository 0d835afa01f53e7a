import type { GraphCommit } from '@kbisect/bisect'
import { commitName } from './commit-name.ts'

/** A history without merges. */
export function chain(length: number): GraphCommit[] {
  const ids = Array.from({ length }, (_, at) => commitName('chain', at))
  return ids.map((id, at) => ({ id, parents: ids.slice(Math.max(at - 1, 0), at) }))
}
