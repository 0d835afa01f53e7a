import type { Progress } from '@kbisect/lab'
import type { Terminal } from '../terminal.ts'

const LINE_MS = 10_000
const REPAINT_MS = 200

/**
 * Shows how far the making of a lab is: one line that is repainted, or a line now and then in a
 * log.
 */
export function showLabProgress(terminal: Terminal): {
  readonly update: (progress: Progress) => void
  readonly close: () => void
} {
  let shown = Date.now()
  let painted = false
  return {
    update({ step, done, total }) {
      const last = step === 'writing commits' && done === total
      if (Date.now() - shown < (terminal.live ? REPAINT_MS : LINE_MS) && !last) return
      shown = Date.now()
      const percent = total > 0 ? Math.floor((100 * done) / total) : 0
      const line = `  ${step}: ${percent} %`
      if (!terminal.live) return terminal.note(line)
      terminal.paint(`\r${line}\u001b[0K`)
      painted = true
    },
    close() {
      if (painted) terminal.paint('\r\u001b[0K')
    },
  }
}
