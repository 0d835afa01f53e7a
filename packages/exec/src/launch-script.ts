import type { CommandPlan } from './command.ts'

/** What is done outside the sandbox just before a command in it starts. */
export interface Preparation {
  /** Files of cgroups by which the command enters them. */
  readonly entrances: readonly string[]
  /**
   * Paths that become another account's first, with all that is in them. It takes set-id bits away
   * too.
   */
  readonly owner?: { readonly ids: string; readonly paths: readonly string[] }
}

/**
 * Above what the service's processes have, so that the kernel ends code under test first when
 * memory runs out.
 */
const OOM_SCORE = 900

/** What a preparation that failed prints at last, and ends with. */
export const NOT_PREPARED = { exitCode: 125, words: 'kbisect: the sandbox could not be prepared' } as const

// Arguments are shifted away as they are used, so that the command is what is left.
const STEP = (action: string) =>
  `${action} || { echo '${NOT_PREPARED.words}' >&2; exit ${NOT_PREPARED.exitCode}; }; shift`

/**
 * Makes a command that prepares and then turns into the given one, so that its parent and its
 * process id stay.
 */
export function launchCommand(command: readonly string[], { entrances, owner }: Preparation): CommandPlan {
  const paths = owner?.paths ?? []
  const script = [
    // A process that is to die even sooner than this stays as it is.
    `{ echo ${OOM_SCORE} > /proc/self/oom_score_adj; } 2> /dev/null || :`,
    ...entrances.map(() => STEP('echo 0 > "$1"')),
    ...paths.map(() => STEP(`chown --recursive --no-dereference ${owner?.ids} "$1"`)),
    'ulimit -c 0',
    'exec "$@"',
  ].join('\n')
  const shell = ['sh', '-c', script, 'kbisect', ...entrances, ...paths, ...command]
  // The shell may take a while over many files, and must end with us like the command.
  const [file = '', ...args] = paths.length > 0 ? ['setpriv', '--pdeathsig', 'KILL', '--', ...shell] : shell
  return { file, args }
}
