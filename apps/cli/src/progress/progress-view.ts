import type { Bisection, Event } from '@kbisect/contracts'
import type { Terminal } from '../terminal.ts'
import { liveView } from './live-view.ts'
import { plainView } from './plain-view.ts'

/** Shows how a bisection goes. */
export interface ProgressView {
  event(event: Event): void
  update(bisection: Bisection): void
  /** One line of ours, between the others. */
  note(line: string): void
  /** Stops timers, and leaves the screen fit for what comes next. */
  close(): void
}

/** A block that is repainted in place on a screen; lines in a log. */
export function openView(terminal: Terminal): ProgressView {
  return terminal.live ? liveView(terminal) : plainView(terminal)
}
