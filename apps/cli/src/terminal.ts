import { type Paint, paintFor } from './paint.ts'

/** Where a command writes: results to standard output, everything else to standard error. */
export interface Terminal {
  /** One line of the result. */
  readonly out: (line: string) => void
  /** One line about what is going on. */
  readonly note: (line: string) => void
  /** Colours a text for the result. */
  readonly paintOut: Paint
  /** Colours a text for what is going on. */
  readonly paintNote: Paint
  /** Raw text to standard error, for what is repainted in place. */
  readonly paint: (text: string) => void
  /** Whether standard error is a screen that can be repainted. */
  readonly live: boolean
  /** Whether standard output is a screen, and not a file or another program. */
  readonly outLive: boolean
  /** Width of the screen. */
  readonly columns: () => number
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process
  for (const stream of [stdout, stderr]) {
    // `kbisect log … | head` closes the pipe: there is nobody left to tell.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
  return {
    out: (line) => stdout.write(`${line}\n`),
    note: (line) => stderr.write(`${line}\n`),
    paintOut: paintFor(stdout),
    paintNote: paintFor(stderr),
    paint: (text) => stderr.write(text),
    live: stderr.isTTY === true,
    outLive: stdout.isTTY === true,
    columns: () => stderr.columns ?? 80,
  }
}
