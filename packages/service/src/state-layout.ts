import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ServiceError } from './service-error.ts'
import type { Settings } from './settings.ts'

/** Absolute paths of everything in the state directory. */
export interface StateLayout {
  readonly root: string
  readonly postgres: string
  readonly redis: string
  readonly mirrors: string
  readonly worktrees: string
  readonly builds: string
  readonly artifacts: string
  readonly ccache: string
  readonly logs: string
  /** Output of builds and boots that are under way. */
  readonly liveLogs: string
  readonly run: string
  readonly lab: string
  /** File with the bootstrap token. */
  readonly token: string
}

/** Where things lie. Creates nothing: see {@link prepareState}. */
export function stateLayout(settings: Pick<Settings, 'stateDir' | 'ccacheDir'>): StateLayout {
  const at = (name: string) => join(settings.stateDir, name)
  return {
    root: settings.stateDir,
    postgres: at('postgres'),
    redis: at('redis'),
    mirrors: at('mirrors'),
    worktrees: at('worktrees'),
    builds: at('builds'),
    artifacts: at('artifacts'),
    ccache: settings.ccacheDir,
    logs: at('logs'),
    liveLogs: at('live-logs'),
    run: at('run'),
    lab: at('lab'),
    token: at('token'),
  }
}

/**
 * Creates the directories of the layout where they are missing.
 * @throws ServiceError `state-unwritable`
 */
export function prepareState(layout: StateLayout): void {
  const { token: _, postgres: __, redis: ___, ...directories } = layout
  try {
    // Others may pass through but not look: as root, the private Postgres may run as another user below it.
    for (const directory of Object.values(directories)) mkdirSync(directory, { recursive: true, mode: 0o711 })
  } catch (cause) {
    throw new ServiceError('state-unwritable', `cannot use the state directory ${layout.root}: ${cause}`, {
      cure: 'set KBISECT_STATE_DIR to a directory that this user can write',
      cause,
    })
  }
}
