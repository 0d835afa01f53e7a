import { spawnSync } from 'node:child_process'
import { chownSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { closeDirectory, ServiceError } from '@kbisect/settings'

/** How a Postgres program is started: what stands before it, and as whom. */
export interface PostgresAccount {
  readonly before: readonly string[]
  readonly ids: { readonly uid?: number; readonly gid?: number }
}

interface User {
  readonly uid: number
  readonly gid: number
}

/**
 * `bwrap`: root in disguise; `user`: another account; absent: what works here, and what the data
 * was made with.
 */
export type RootMode = 'bwrap' | 'user'

// initdb looks itself up in the list of users, so it must be one that exists; Debian's packages
// bring `postgres`.
function unprivilegedUser(passwd = readFileSync('/etc/passwd', 'utf8')): User | undefined {
  const users = passwd.split('\n').map((line) => line.split(':'))
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  return found && { uid: Number(found[2]), gid: Number(found[3]) }
}

/**
 * In a user namespace root's files are the other user's: works wherever the state directory lies.
 */
const disguised = ({ uid, gid }: User): PostgresAccount => ({
  before: ['bwrap', '--unshare-user', '--uid', String(uid), '--gid', String(gid), '--dev-bind', '/', '/', '--'],
  ids: {},
})

const canDisguise = (user: User): boolean => {
  const [program = '', ...args] = disguised(user).before
  return spawnSync(program, [...args, 'true'], { stdio: 'ignore' }).status === 0
}

/**
 * Needs no namespaces, but every directory above must let the user pass. The one directly above is
 * the service's own: its group may.
 */
function otherUser(user: User, directory: string): PostgresAccount {
  chownSync(directory, user.uid, user.gid)
  closeDirectory(dirname(directory), user.gid)
  if (spawnSync('test', ['-w', directory], user).status !== 0) {
    throw new ServiceError('state-unreachable', `user ${user.uid}, as which Postgres runs, cannot reach ${directory}`, {
      hint: 'set KBISECT_STATE_DIR to a directory whose parents all may be passed (chmod o+x), or run as an ordinary user',
    })
  }
  return { before: [], ids: user }
}

/**
 * Postgres refuses to run as root. For root this finds a way around: the owner of existing data
 * decides, else bubblewrap if it can start here, else another user.
 * @throws ServiceError `state-unreachable`, `no-user`
 */
export function postgresAccount(directory: string, dataOwner: number | undefined, mode?: RootMode): PostgresAccount {
  if (process.getuid?.() !== 0) return { before: [], ids: {} }
  if (dataOwner !== undefined && dataOwner !== 0) {
    return otherUser({ uid: dataOwner, gid: statSync(directory).gid }, directory)
  }
  const user = unprivilegedUser()
  if (!user)
    throw new ServiceError('no-user', 'there is neither a user postgres nor a user nobody', {
      hint: 'adduser postgres',
    })
  if (mode !== 'user' && canDisguise(user)) return disguised(user)
  if (dataOwner === 0) {
    throw new ServiceError(
      'bwrap-failed',
      `bubblewrap, with which the data in ${directory} was made, cannot start here`,
      {
        hint: 'apt-get install bubblewrap, or allow user namespaces, or set DATABASE_URL',
      },
    )
  }
  return otherUser(user, directory)
}
