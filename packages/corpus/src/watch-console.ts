import type { ConsoleProgress } from '@kbisect/boot'
import type { Entry } from './entry.ts'

const KEPT = 4096

/**
 * Follows a console just far enough to tell the boot what a reader would: that a test runs, or that
 * the answer is there. It does not look for failures: those boots end by themselves, or hang.
 */
export class ConsoleWatch {
  readonly #entry: Pick<Entry, 'setup' | 'test'>
  readonly #ready: string
  readonly #kill: () => void
  #tail = ''
  #progress: ConsoleProgress = 'continue'

  /** @param kill called when the entry says that the boot is killed here */
  constructor(entry: Pick<Entry, 'setup' | 'test'>, nonce: string, kill: () => void) {
    this.#entry = entry
    this.#ready = `kbisect:${nonce}:ready`
    this.#kill = kill
  }

  hear(chunk: Buffer): ConsoleProgress {
    const { setup, test } = this.#entry
    this.#tail = (this.#tail + chunk.toString('latin1')).slice(-KEPT)
    if (setup.stopAt?.pattern.test(this.#tail)) {
      if (setup.stopAt.how === 'killed') this.#kill()
      else this.#progress = 'answered'
    }
    if (this.#progress === 'continue' && test.kind === 'script' && this.#tail.includes(this.#ready)) {
      this.#progress = 'testing'
    }
    return this.#progress
  }
}
