import type { Bisection } from '@kbisect/contracts'
import { verdictTone } from '../paint.ts'
import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import { fitLine } from './fit-line.ts'
import type { ProgressView } from './progress-view.ts'
import { statusBlock } from './status-lines.ts'

const REPAINT_MS = 1000
const UP = '\u001b[1A'
const CLEAR_BELOW = '\u001b[0J'

/**
 * One block of lines, repainted in place each second; verdicts and what else is worth keeping stay
 * above it.
 */
export function liveView(terminal: Terminal): ProgressView {
  let bisection: Bisection | undefined
  let last: string | undefined
  let painted = 0
  const erase = () => (painted === 0 ? '' : `\r${UP.repeat(painted)}${CLEAR_BELOW}`)
  const paint = (above: readonly string[] = []) => {
    const columns = terminal.columns()
    const block = bisection
      ? statusBlock(bisection, last, Date.now()).map((line, at) =>
          terminal.paintNote(at === 0 ? 'strong' : undefined, fitLine(line, columns)),
        )
      : []
    // In one write, so that the screen never shows it half done.
    terminal.paint(erase() + [...above, ...block].map((line) => `${line}\n`).join(''))
    painted = block.length
  }
  const timer = setInterval(() => paint(), REPAINT_MS)
  return {
    event({ type, message, data }) {
      last = printable(message)
      const worthKeeping = ['verdict', 'stage', 'infrastructure-error', 'paused', 'resumed'].includes(type)
      paint(worthKeeping ? [terminal.paintNote(verdictTone(data.verdict), last)] : [])
    },
    update(now) {
      bisection = now
      paint()
    },
    note: (line) => paint([line]),
    close() {
      clearInterval(timer)
      terminal.paint(erase())
      painted = 0
    },
  }
}
