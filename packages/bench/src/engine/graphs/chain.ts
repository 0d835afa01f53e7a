import { createHash } from 'node:crypto'
import type { GraphCommit } from '@kbisect/bisect'

/** An id as git would give it, so that ties between ids fall as they do in a real history. */
export function commitName(history: string, at: number): string {
  return createHash('sha1').update(`${history} ${at}`).digest('hex')
}

/** A history without merges. */
export function chain(length: number): GraphCommit[] {
  const ids = Array.from({ length }, (_, at) => commitName('chain', at))
  return ids.map((id, at) => ({ id, parents: ids.slice(Math.max(at - 1, 0), at) }))
}
