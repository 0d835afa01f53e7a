import type { Terminal } from '../terminal.ts'
import { liveView } from './live-view.ts'
import { plainView } from './plain-view.ts'
import type { ProgressView } from './progress-view.ts'

/** A block that is repainted in place on a screen; lines in a log. */
export function openView(terminal: Terminal): ProgressView {
  return terminal.live ? liveView(terminal) : plainView(terminal)
}
