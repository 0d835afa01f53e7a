import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface GitOptions {
  /** Absolute path of the directory that holds the mirrors, their lock files and git's private home. */
  readonly mirrorsDirectory: string
  /** Transports that git may use (`GIT_ALLOW_PROTOCOL`), e.g. `['https', 'git', 'ssh', 'file']`. */
  readonly protocols: readonly string[]
}

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
[transfer]
	fsckObjects = true
[http]
	# A public host must not be able to send us on to a private one.
	followRedirects = false
[gc]
	# In the foreground: housekeeping must end when we end. Large packs are left alone, they are costly to rewrite.
	autoDetach = false
	bigPackThreshold = 512m
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

/** The whole environment of a git child but `PATH`: no user or system settings, no prompts, only the allowed transports. */
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
    GIT_NO_REPLACE_OBJECTS: '1',
    // Reading must never take a lock that a writer then finds in its way.
    GIT_OPTIONAL_LOCKS: '0',
  }
}
