import type { Bisection } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'

/** A bisection. @throws HttpProblem 404 */
export async function mustFind({ store }: Pick<Dependencies, 'store'>, id: string): Promise<Bisection> {
  const bisection = await store.bisections.detail(id)
  if (!bisection) throw notFound('bisection', id)
  return bisection
}
