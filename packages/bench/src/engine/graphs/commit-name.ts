import { createHash } from 'node:crypto'

/** An id as git would give it, so that ties between ids fall as they do in a real history. */
export function commitName(history: string, at: number): string {
  return createHash('sha1').update(`${history} ${at}`).digest('hex')
}
