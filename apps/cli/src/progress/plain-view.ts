import type { Bisection } from '@kbisect/contracts'
import { verdictTone } from '../paint.ts'
import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import type { ProgressView } from './progress-view.ts'
import { statusLine } from './status-lines.ts'

const HEARTBEAT_MS = 30_000

/**
 * One line for each event; after half a minute of silence, where things stand: whoever watches a
 * log sees life.
 */
export function plainView(terminal: Terminal, heartbeatMs = HEARTBEAT_MS): ProgressView {
  let bisection: Bisection | undefined
  const beat = () => bisection && terminal.note(printable(`  … ${statusLine(bisection, Date.now())}`))
  const timer = setInterval(beat, heartbeatMs)
  const { paintNote } = terminal
  const say = (line: string) => {
    terminal.note(line)
    timer.refresh()
  }
  return {
    event: ({ message, at, data }) =>
      say(`${at.slice(11, 19)} ${paintNote(verdictTone(data.verdict), printable(message))}`),
    update(now) {
      bisection = now
    },
    note: say,
    close: () => clearInterval(timer),
  }
}
