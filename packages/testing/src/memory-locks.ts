import { AsyncLocalStorage } from 'node:async_hooks'

/** Locks by name within this process. */
export class MemoryLocks {
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #held = new AsyncLocalStorage<string>()

  /**
   * Runs `use` when all earlier callers of this name are done. Refuses to be nested: two use cases
   * that take the same locks in another order would wait for each other.
   */
  async exclusively<T>(name: string, use: () => Promise<T>): Promise<T> {
    const outer = this.#held.getStore()
    if (outer !== undefined && outer !== name)
      throw new Error(`the lock on ${name} is asked for while that on ${outer} is held`)
    const before = this.#turns.get(name) ?? Promise.resolve()
    const turn = before.then(() => this.#held.run(name, use))
    this.#turns.set(
      name,
      turn.catch(() => {}),
    )
    return await turn
  }
}
