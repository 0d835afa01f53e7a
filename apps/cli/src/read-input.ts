import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'

/**
 * Returns the text of standard input. At a terminal it prints the prompt and returns one line,
 * which the terminal does not show; empty where the input ends without one.
 */
export async function readInput(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) return await text(stdin)
  const lines = createInterface({ input: stdin, output: nowhere(), terminal: true })
  // The terminal does not send the signal while each key is read by itself.
  let interrupted = false
  lines.once('SIGINT', () => {
    interrupted = true
    lines.close()
  })
  stderr.write(prompt)
  try {
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?]
    return line ?? ''
  } finally {
    lines.close()
    stderr.write('\n')
    if (interrupted) process.kill(process.pid, 'SIGINT')
  }
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })
