import type { Settings } from '@kbisect/settings'
import type { Terminal } from './terminal.ts'

/** What a command gets from the process that it runs in. */
export interface Context {
  readonly terminal: Terminal
  /** How a shell calls this program from any directory. */
  readonly command: string
  /** @throws SettingsError */
  readonly settings: () => Settings
  /** Aborts on Ctrl-C, from the first call on: until then Ctrl-C ends the process. */
  readonly interrupted: () => AbortSignal
}
