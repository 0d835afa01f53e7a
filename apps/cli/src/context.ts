import type { Settings } from '@kbisect/settings'
import type { Terminal } from './terminal.ts'

/**
 * Runs a command's work; what it resolves to becomes the exit status, what it rejects with is told.
 */
export type Finish = (work: () => Promise<number>) => Promise<void>

/** What a command gets from the process that it runs in. */
export interface Context {
  readonly terminal: Terminal
  /** How a shell calls this program from any directory. */
  readonly command: string
  /** @throws SettingsError */
  readonly settings: () => Settings
  /** Loads what reads the settings, which takes a while; before commands that need them. */
  readonly loadSettings?: () => Promise<void>
  /** The environment of the process, without what settings files add. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The instance that the command line names. */
  readonly instance: () => string | undefined
  /** Aborts on Ctrl-C, from the first call on: until then Ctrl-C ends the process. */
  readonly interrupted: () => AbortSignal
  /**
   * Returns the text of standard input; at a terminal one line that is not shown, after the prompt.
   */
  readonly readInput: (prompt: string) => Promise<string>
}
