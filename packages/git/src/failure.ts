import { type CommandResult, InfrastructureError } from '@kbisect/exec'
import { linesOf } from '@kbisect/text'
import { plainText } from './commit-text.ts'
import { IGNORABLE_CHECKS } from './environment.ts'

interface Fault {
  readonly code: string
  readonly pattern: RegExp
  readonly hint: string | ((stderr: string) => string)
}

function refusedHint(stderr: string): string {
  const check = /error: object [0-9a-f]+: (\w+):/.exec(stderr)?.[1]
  const fsck = 'run `git fsck` in the source repository'
  if (!IGNORABLE_CHECKS.some((known) => known === check)) return `${fsck}: it holds damaged or dangerous objects`
  return `${fsck}; if that object is harmless, add ${check} to KBISECT_GIT_FSCK_IGNORE`
}

// The first match wins: git adds "Could not read from remote repository" to failures of many kinds.
const FAULTS: readonly Fault[] = [
  { code: 'disk-full', pattern: /No space left on device|Disk quota exceeded/, hint: 'free space on that disk' },
  {
    code: 'program-missing',
    pattern: /^prlimit: failed to execute/m,
    hint: 'install git, or see what is missing with `kbisect doctor`',
  },
  {
    code: 'git-invalid-path',
    pattern: /error: invalid path '/,
    hint: 'run `git fsck` in the source repository: it holds a path that git does not write',
  },
  {
    code: 'git-protocol-refused',
    pattern: /transport '[^']*' not allowed|protocol '[^']*' is not supported/,
    hint: 'use an allowed transport, or allow this one in the settings',
  },
  {
    code: 'git-authentication',
    pattern:
      /Authentication failed|could not read (Username|Password)|Permission denied \(|Host key verification failed/,
    hint: 'give the tree credentials (`PUT /api/v1/trees/NAME/credentials`), use a URL that can be read without a password, or give the service user a key for ssh',
  },
  {
    code: 'git-redirected',
    pattern: /requested URL returned error: 30\d|redirect/,
    hint: 'register the tree with the address that the server redirects to',
  },
  {
    code: 'git-not-a-repository',
    pattern:
      /not appear to be a git repository|not a git repository|repository '[^']*' (does not exist|not found)|Repository not found|returned error: 40[34]/i,
    hint: "check the tree's URL: `git ls-remote URL` must list its branches",
  },
  {
    code: 'git-shallow',
    pattern: /shallow roots are not allowed|shallow update not allowed/,
    hint: 'run `git fetch --unshallow` in the source repository, then fetch the tree again',
  },
  {
    code: 'git-objects-refused',
    pattern: /fsck error|error: object [0-9a-f]+: \w+:/,
    hint: refusedHint,
  },
  {
    code: 'git-objects-missing',
    pattern:
      /from promisor remote|unable to (?:read|parse)(?: \w{1,20}){0,4}? [0-9a-f]{40}|unable to read (?:sha1 file|tree)|Could not read [0-9a-f]{40}|not send all necessary objects|not receive expected object|possible repository corruption|missing (?:blob|tree|commit)|alternate object (?:path|store)/i,
    hint: 'run `git fetch --refetch --no-filter` in the source repository, then fetch the tree again',
  },
  {
    code: 'git-network',
    pattern:
      /Could not resolve host|unable to (access|connect|look up)|Connection (refused|timed out|reset)|early EOF|RPC failed|remote end hung up|Could not read from remote|Network is unreachable/i,
    hint: 'check the network and the host of the URL; the fetch is safe to repeat',
  },
  {
    code: 'git-objects-refused',
    pattern: /error in object|index-pack failed/i,
    hint: 'run `git fsck` in the source repository: it holds damaged objects',
  },
  {
    code: 'git-permission',
    pattern: /Permission denied|Operation not permitted|Read-only file system/,
    hint: 'let the service user read the tree and write its own state directory',
  },
]

/**
 * Returns a text with the secrets of its URLs hidden: none may reach logs and pages. Over ssh a
 * user is no secret; elsewhere it can be an access token.
 */
export const redact = (text: string): string =>
  text
    .replace(/\b(ssh:\/\/[^\s/:@]*):[^\s/@]*@/g, '$1:***@')
    .replace(/(?<![a-z0-9+-])(?!ssh:)([a-z][a-z0-9+-]{0,19}:\/\/)[^\s/]*@/gi, '$1***@')

// What git says when its limit of memory is reached, and what a child of it died of at its limit of
// the size of a file.
const AT_A_LIMIT = /out of memory|Cannot allocate memory|died of signal 25\b/i

/** Whether a git ended because it came to a limit of memory or of the size of a file. */
export const isTooLarge = ({
  exitCode,
  signal,
  stderr,
}: Pick<CommandResult, 'exitCode' | 'signal' | 'stderr'>): boolean =>
  signal === 'SIGXFSZ' || (exitCode !== 0 && AT_A_LIMIT.test(stderr))

/**
 * What a tree holds is more than kbisect takes from one; the tree's doing, and no other host does
 * better.
 */
export function tooLarge(action: string): InfrastructureError {
  return new InfrastructureError('git-too-large', `cannot ${redact(action)}: the tree is larger than kbisect allows`, {
    hint: 'see docs/git-limits.md for the limits, and name a tree within them',
  })
}

/**
 * A failed git command as an error of ours that says what was tried, with which value, and what to
 * do.
 */
export function gitFailure(action: string, stderr: string): InfrastructureError {
  const said = linesOf(stderr)
  const fault = FAULTS.find(({ pattern }) => said.some((line) => pattern.test(line)))
  // The last lines explain; those before are progress.
  const lines = said.filter((line) => line.trim() !== '' && !/:\s+\d+% \(/.test(line))
  // A server chooses some of these words.
  const why = plainText(redact(lines.slice(-4).join('; '))) || 'git said nothing'
  return new InfrastructureError(fault?.code ?? 'git-failed', `cannot ${redact(action)}: ${why}`, {
    hint:
      (typeof fault?.hint === 'function' ? fault.hint(stderr) : fault?.hint) ??
      'run the command by hand to see more; if it works there, repeat the request',
  })
}
