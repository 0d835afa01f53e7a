import type { AdvancePorts } from './advance-bisection.ts'

/** Without a limit of the service, as many as Postgres can count. */
const UNLIMITED = 2_000_000_000

/**
 * Lets waiting bisections begin, in the order in which they came, as far as the limit of their architecture allows.
 * @param own the bisection that advances already
 */
export async function admitBisections(
  { store, queue, maxActive = UNLIMITED }: AdvancePorts,
  own?: string,
): Promise<void> {
  for (const id of await store.admit(maxActive)) if (id !== own) await queue.advance(id)
}
