import { readSettings } from '@kbisect/settings'
import type { Context } from './context.ts'
import type { Terminal } from './terminal.ts'

export interface CapturedTerminal extends Terminal {
  readonly output: string[]
  readonly notes: string[]
  /** What was painted, the movements of the cursor included. */
  readonly painted: () => string
}

export function capturedTerminal(options: { live?: boolean; columns?: number } = {}): CapturedTerminal {
  const output: string[] = []
  const notes: string[] = []
  let painted = ''
  return {
    output,
    notes,
    painted: () => painted,
    out: (line) => void output.push(line),
    note: (line) => void notes.push(line),
    paint: (text) => {
      painted += text
    },
    live: options.live ?? false,
    outLive: false,
    columns: () => options.columns ?? 80,
  }
}

/** A context whose service is the given one. */
export function testContext(
  url: string,
  terminal = capturedTerminal(),
  interrupted: AbortSignal = new AbortController().signal,
  input = '',
) {
  const settings = readSettings({
    KBISECT_URL: url,
    KBISECT_TOKEN: 'kb_only_for_tests',
    KBISECT_STATE_DIR: '/nonexistent',
  })
  const context: Context = {
    terminal,
    command: 'kbisect',
    settings: () => settings,
    interrupted: () => interrupted,
    readInput: async () => input,
  }
  return { context, terminal }
}
