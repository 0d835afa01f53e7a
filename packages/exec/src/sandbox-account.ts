import { readIfThereSync } from './read-if-there-sync.ts'

/** Ids under which the code under test runs where the service itself is root. */
export interface SandboxAccount {
  readonly uid: number
  readonly gid: number
}

const ACCOUNT_NAME = 'kbisect-sandbox'
// Of the range 60578-61183, which neither accounts, nor systemd, nor containers take. The same on
// all hosts that share files.
const UNUSED_ID = 60_867

/** What decides as whom the code under test runs. */
export interface Identity {
  readonly uid: number
  /** Lines `inside outside count` of /proc/self/uid_map and gid_map. */
  readonly uidMap: string
  readonly gidMap: string
  /** Text of /etc/passwd. */
  readonly passwd: string
}

const ranges = (map: string) =>
  map
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([inside = 0, outside = 0, count = 0]) => ({ inside, outside, count }))

const covers = (map: string, id: number): boolean =>
  ranges(map).some(({ inside, count }) => id >= inside && id < inside + count)

/** Whether uid 0 here is uid 0 of the host too, as far as can be seen from here. */
const isHostRoot = (map: string): boolean => ranges(map).some(({ inside, outside }) => inside === 0 && outside === 0)

function namedAccount(passwd: string): SandboxAccount | undefined {
  const fields = passwd.split('\n').find((line) => line.startsWith(`${ACCOUNT_NAME}:`))
  const [, , uid, gid] = fields?.split(':').map(Number) ?? []
  return uid && gid ? { uid, gid } : undefined
}

/**
 * Returns the account for the code under test; `self` for an ordinary user, whose sandbox has no
 * other ids than its own, and for root of a container that is an ordinary user outside; `none`
 * where the only id is that of the host's root.
 */
export function chooseAccount({ uid, uidMap, gidMap, passwd }: Identity): SandboxAccount | 'self' | 'none' {
  if (uid !== 0) return 'self'
  const account = namedAccount(passwd) ?? { uid: UNUSED_ID, gid: UNUSED_ID }
  if (covers(uidMap, account.uid) && covers(gidMap, account.gid)) return account
  return isHostRoot(uidMap) ? 'none' : 'self'
}

let chosen: SandboxAccount | 'self' | 'none' | undefined

/** See {@link chooseAccount}; of this process, found out once. */
export function sandboxAccount(): SandboxAccount | 'self' | 'none' {
  chosen ??= chooseAccount({
    uid: process.getuid?.() ?? -1,
    // Without user namespaces there are no such files.
    uidMap: readIfThereSync('/proc/self/uid_map') || '0 0 4294967295',
    gidMap: readIfThereSync('/proc/self/gid_map') || '0 0 4294967295',
    passwd: readIfThereSync('/etc/passwd'),
  })
  return chosen
}
