import { readSettings } from '@kbisect/settings'
import type { Context } from './context.ts'
import { type Paint, plain } from './paint.ts'
import type { Terminal } from './terminal.ts'

export interface CapturedTerminal extends Terminal {
  readonly output: string[]
  readonly notes: string[]
  /** What was painted, the movements of the cursor included. */
  readonly painted: () => string
}

export function capturedTerminal(options: { live?: boolean; columns?: number; paint?: Paint } = {}): CapturedTerminal {
  const output: string[] = []
  const notes: string[] = []
  let painted = ''
  return {
    output,
    notes,
    painted: () => painted,
    out: (line) => void output.push(line),
    note: (line) => void notes.push(line),
    paintOut: options.paint ?? plain,
    paintNote: options.paint ?? plain,
    paint: (text) => {
      painted += text
    },
    live: options.live ?? false,
    outLive: false,
    columns: () => options.columns ?? 80,
  }
}

interface Around {
  readonly terminal?: CapturedTerminal
  readonly interrupted?: AbortSignal
  /** Text of standard input. */
  readonly input?: string
  /** Further variables of the environment. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Shows tones as words, to assert them. */
export const markTones: Paint = (tone, text) => (tone === undefined ? text : `<${tone} ${text}>`)

/** A context whose service is the given one, where the environment names none. */
export function testContext(url: string | undefined, around: Around = {}) {
  const { terminal = capturedTerminal(), interrupted = new AbortController().signal, input = '' } = around
  const environment: Record<string, string> = {
    ...(url === undefined ? {} : { KBISECT_URL: url, KBISECT_TOKEN: 'kb_only_for_tests' }),
    KBISECT_STATE_DIR: '/nonexistent',
    XDG_CONFIG_HOME: '/nonexistent',
    ...around.environment,
  }
  const context: Context = {
    terminal,
    command: 'kbisect',
    settings: () => readSettings(environment),
    environment,
    instance: () => undefined,
    interrupted: () => interrupted,
    readInput: async () => input,
  }
  return { context, terminal }
}
