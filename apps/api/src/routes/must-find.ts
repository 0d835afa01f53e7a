import type { Bisection, Tree, Webhook } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'

type Stored = Pick<Dependencies, 'store'>

/** A bisection, whose id stands in a field of the request. @throws HttpProblem 404 */
export async function mustFind({ store }: Stored, id: string, field = 'id'): Promise<Bisection> {
  const bisection = await store.bisections.detail(id)
  if (!bisection) throw notFound('bisection', id, field)
  return bisection
}

/** A tree by its name, which stands in a field of the request. @throws HttpProblem 404 */
export async function mustFindNamed({ store }: Stored, name: string, field = 'name'): Promise<Tree> {
  const tree = await store.trees.byName(name)
  if (!tree) throw notFound('tree', name, field)
  return tree
}

/** A webhook. @throws HttpProblem 404 */
export async function mustFindWebhook({ store }: Stored, id: string): Promise<Webhook> {
  const webhook = await store.webhooks.find(id)
  if (!webhook) throw notFound('webhook', id)
  return webhook
}
