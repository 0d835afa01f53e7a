import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
  /** Files with keys: see `service-keys.ts`. */
  readonly sessionKey: string
  readonly secretsKey: string
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
    sessionKey: at('session-key'),
    secretsKey: at('secrets-key'),
  }
}

// Level by level: mkdir of Node with `recursive` never returns where a level cannot be made at all,
// as in /proc.
function makeDirectory(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return
  if (!existsSync(dirname(path))) makeDirectory(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(path) || !statSync(path).isDirectory()) throw error
  }
}

/**
 * Closes a directory of this account to all others but one group, which may pass through and not
 * look; a directory of another owner is left as it is.
 */
export function closeDirectory(path: string, passingGroup?: number): void {
  const { uid, gid } = statSync(path)
  if (uid !== process.getuid?.()) return
  if (passingGroup !== undefined && gid !== passingGroup) chownSync(path, -1, passingGroup)
  chmodSync(path, passingGroup === undefined ? 0o700 : 0o710)
}

/**
 * The group of the account as which a private Postgres of root runs, where its files are not root's
 * own.
 */
function postgresGroup({ postgres }: StateLayout): number | undefined {
  const found = statSync(postgres, { throwIfNoEntry: false })
  return found && found.uid !== process.getuid?.() ? found.gid : undefined
}

/**
 * Creates the directories of the layout where they are missing, and closes them all to other
 * accounts: code under test wrote some of the files in them, and the token is among them.
 * @throws ServiceError `state-unwritable`
 */
export function prepareState(layout: StateLayout): void {
  const { root, token: _, sessionKey: _1, secretsKey: _2, postgres: _3, redis: _4, ...directories } = layout
  try {
    makeDirectory(root)
    closeDirectory(root, postgresGroup(layout))
    for (const directory of Object.values(directories)) {
      makeDirectory(directory)
      closeDirectory(directory)
    }
  } catch (cause) {
    throw new ServiceError('state-unwritable', `cannot use the state directory ${layout.root}: ${cause}`, {
      hint: 'set KBISECT_STATE_DIR to a directory that this user can write',
      cause,
    })
  }
}
