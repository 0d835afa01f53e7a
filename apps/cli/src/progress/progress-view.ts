import type { Bisection, Event } from '@kbisect/contracts'

/** Shows how a bisection goes. */
export interface ProgressView {
  event(event: Event): void
  update(bisection: Bisection): void
  /** One line of ours, between the others. */
  note(line: string): void
  /** Stops timers, and leaves the screen fit for what comes next. */
  close(): void
}
