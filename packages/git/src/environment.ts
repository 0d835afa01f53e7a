import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GitCredentials } from './credentials.ts'
import type { GitLimits } from './limits.ts'

/** How git reaches other hosts. */
export interface GitNetwork {
  /** Variables for a git that fetches: proxies, certificates, the agent of ssh. */
  readonly environment: Readonly<Record<string, string>>
  /**
   * The addresses of a host. @throws Error named `AddressRefused` when one of them may not be
   * connected to
   */
  addressesOf(host: string): Promise<readonly string[]>
}

export interface GitOptions {
  /**
   * Absolute path of the directory that holds the mirrors, their lock files and git's private home.
   */
  readonly mirrorsDirectory: string
  /** Transports that git may use (`GIT_ALLOW_PROTOCOL`), e.g. `['https', 'git', 'ssh', 'file']`. */
  readonly protocols: readonly string[]
  /** Checks of git's fsck that fetched objects need not pass: some of {@link IGNORABLE_CHECKS}. */
  readonly ignoredChecks?: readonly string[]
  /** Default: {@link GIT_LIMITS}. */
  readonly limits?: GitLimits
  /** Absent: any host, with no proxy. */
  readonly network?: GitNetwork
  /**
   * Returns the credentials of a tree, by its id; undefined for one that has none. Called before
   * each fetch. Absent: no tree has any.
   */
  readonly credentialsOf?: (treeId: string) => Promise<GitCredentials | undefined>
}

/**
 * Checks that an operator may ignore too. What would write outside of a worktree, run code or
 * cannot be read is not among them: `has…`, `gitmodules…`.
 */
export const IGNORABLE_CHECKS = [
  'duplicateEntries',
  'fullPathname',
  'missingAuthor',
  'multipleAuthors',
  'nulInCommit',
  'nullSha1',
  'treeNotSorted',
] as const

/**
 * Checks of git's fsck that fetched objects need not pass. What they refuse is common in old
 * histories, and changes no source: oddly written names, addresses, dates and time zones of people,
 * and file modes with a leading zero.
 */
const HARMLESS_CHECKS = [
  'badDate',
  'badDateOverflow',
  'badEmail',
  'badName',
  'badTimezone',
  'missingEmail',
  'missingNameBeforeEmail',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'zeroPaddedDate',
  'zeroPaddedFilemode',
] as const

// Git's only configuration file: neither the system's nor the user's is read.
const CONFIGURATION = `[core]
	hooksPath = /dev/null
	fsmonitor = false
	logAllRefUpdates = false
	filesRefLockTimeout = 10000
	packedRefsTimeout = 10000
[safe]
	# A user's clone may belong to somebody else. We name each repository exactly, so none is found by accident.
	directory = *
[commitGraph]
	# Topological levels: corrected dates are wrong where a commit is dated after the year 2514.
	generationVersion = 1
[transfer]
	fsckObjects = true
[fetch "fsck"]
${HARMLESS_CHECKS.map((check) => `	${check} = ignore\n`).join('')}[http]
	# A public host must not be able to send us on to a private one.
	followRedirects = false
[gc]
	# In the foreground: housekeeping must end when we end. Large packs are left alone, they are costly to rewrite.
	autoDetach = false
	bigPackThreshold = 512m
	# Ours alone is trusted, see commit-graph.ts.
	writeCommitGraph = false
[user]
	name = kbisect
	email = kbisect@localhost
[advice]
	detachedHead = false
`

function writeHome(home: string): void {
  const file = join(home, '.gitconfig')
  try {
    if (readFileSync(file, 'utf8') === CONFIGURATION) return
  } catch {
    mkdirSync(home, { recursive: true })
  }
  // Renamed into place, because other processes may be reading it.
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, CONFIGURATION)
  renameSync(fresh, file)
}

/**
 * Arguments for a git that fetches. What the operator set is no matter of the file that all
 * processes share.
 */
export const fetchSettings = ({ ignoredChecks = [] }: GitOptions): string[] =>
  ignoredChecks.flatMap((check) => ['-c', `fetch.fsck.${check}=ignore`])

/**
 * What a git that fetches has beside {@link gitEnvironment}. Others have no use for a password of a
 * proxy, or for keys.
 */
export const fetchEnvironment = ({ network }: GitOptions): Record<string, string> => ({
  // Nothing that ssh may ask for has an answer here.
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
  ...network?.environment,
})

/**
 * The whole environment of a git child but `PATH`: no user or system settings, no prompts, only the
 * allowed transports.
 */
export function gitEnvironment(options: GitOptions): Record<string, string> {
  const home = join(options.mirrorsDirectory, '.home')
  writeHome(home)
  return {
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: options.protocols.join(':'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // The history is what the commits say, not what somebody's clone pretends.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: join(home, 'no-grafts'),
    // A partial clone must not reach for the network while it is read.
    GIT_NO_LAZY_FETCH: '1',
    // Reading must never take a lock that a writer then finds in its way.
    GIT_OPTIONAL_LOCKS: '0',
  }
}
