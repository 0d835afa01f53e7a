import type { BisectionStore } from '@kbisect/bisection'

export interface StoreUnderTest {
  /** An empty one. */
  readonly store: BisectionStore
  /** Id of a tree `mainline`. */
  readonly treeId: string
  /** Id of the only webhook: it subscribes to `bisection.started`, not to progress. */
  readonly webhookId: string
  /** Messages of a bisection's events, in their order. */
  eventsOf(id: string): Promise<string[]>
  close?(): Promise<void>
}
