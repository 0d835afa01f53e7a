import type { ControlPorts } from '../model/ports.ts'

export interface AdmitPorts extends Pick<ControlPorts, 'store' | 'queue'> {
  /**
   * How many bisections of one architecture are searched at once; further ones stay queued. Absent:
   * all.
   */
  readonly maxActive?: number
}

/** Without a limit of the service, as many as Postgres can count. */
const UNLIMITED = 2_000_000_000

/**
 * Lets waiting bisections begin, in the order in which they came, as far as the limit of their
 * architecture allows.
 * @param own the bisection that advances already
 */
export async function admitBisections(
  { store, queue, maxActive = UNLIMITED }: AdmitPorts,
  own?: string,
): Promise<void> {
  for (const id of await store.admit(maxActive)) if (id !== own) await queue.advance(id)
}
