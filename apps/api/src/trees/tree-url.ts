import { RequestError } from '@kbisect/bisection'
import { commitUrlMistake, type TreeCredentials } from '@kbisect/contracts'
import { type GitCredentials, type Mirror, redact, splitUserPart, takesCredentials } from '@kbisect/git'
import { inField } from '../http/to-problem.ts'

const SCP_LIKE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]/

function schemeOf(url: string): string | undefined {
  if (url.startsWith('/')) return 'file'
  return /^([a-z][a-z0-9+-]*):\/\/\S+$/.exec(url)?.[1] ?? (SCP_LIKE.test(url) ? 'ssh' : undefined)
}

// Nothing that git, a log or the database would take for something else than a part of the address.
const CONTROL = /\p{Cc}/u

function refuse(value: string, message: string, hint: string): RequestError {
  return new RequestError('invalid-tree-url', [{ field: 'url', value, message, hint }])
}

const formsOf = (protocols: readonly string[]): string => {
  const remote = protocols.find((protocol) => protocol !== 'file')
  const forms = [
    ...(protocols.includes('file') ? ['the whole path, from the / on'] : []),
    ...(remote === undefined ? [] : [`a URL such as ${remote}://HOST/PATH`]),
  ]
  return `Write ${forms.join(', or ')}.`
}

/**
 * @throws RequestError unless git may fetch from there. Git itself is held to the same protocols.
 */
export function checkTreeUrl(url: string, protocols: readonly string[]): void {
  if (CONTROL.test(url)) throw refuse(url, 'holds a control character', 'Copy the address again, without line breaks.')
  const scheme = schemeOf(url)
  const ways = `Use one of ${protocols.join(', ')}, or have the operator set KBISECT_GIT_PROTOCOLS.`
  if (scheme === undefined) throw refuse(url, 'is neither a URL nor an absolute path', formsOf(protocols))
  if (!protocols.includes(scheme)) throw refuse(url, `uses ${scheme}, which is not allowed here`, ways)
  if (scheme === 'file' && !url.startsWith('/') && !/^file:\/\/(localhost)?\//.test(url))
    throw refuse(url, 'names another host', 'A file lies on this machine: write file:///PATH.')
  if (scheme !== 'file' && splitUserPart(url)) {
    const what =
      scheme === 'ssh' || (URL.canParse(url) && new URL(url).password !== '')
        ? 'a password'
        : 'a user, which can be an access token'
    throw refuse(redact(url), `holds ${what}`, `All readers of the tree would see it. ${insteadOf(scheme)}`)
  }
  if (takesCredentials(scheme) && /[?#]/.test(url))
    throw refuse(url.replace(/[?#].*/s, ''), 'has a query or a fragment', 'Name the repository by its path alone.')
}

/** @throws RequestError unless commits may be linked by this template */
export function checkCommitUrl(template: string | null | undefined): void {
  const mistake = template && commitUrlMistake(template)
  if (!mistake) return
  throw new RequestError('invalid-commit-url', [{ field: 'commitUrl', value: redact(template), ...mistake }])
}

const insteadOf = (scheme: string): string => {
  if (scheme === 'ssh') return 'Give the user of the service an SSH key.'
  if (takesCredentials(scheme)) return 'Leave it out, and give it as `credentials`: they are stored encrypted.'
  return 'Leave it out.'
}

// Servers that take access tokens look at the password alone.
const ANY_USER = 'git'

export const completeCredentials = ({ user = ANY_USER, password }: TreeCredentials): GitCredentials => ({
  user,
  password,
})

/** @throws RequestError where the server of a tree would never ask for credentials */
export function checkTakesCredentials(url: string): void {
  const scheme = schemeOf(url) ?? ''
  if (takesCredentials(scheme)) return
  throw new RequestError('invalid-tree-credentials', [
    {
      field: 'credentials',
      message: `are for trees by https or http, and the URL is ${url}`,
      hint: scheme === 'ssh' ? 'Give the user of the service an SSH key.' : 'Leave them out.',
    },
  ])
}

/**
 * A name that is not known is no mistake of the request: the fetch reports it, and may succeed
 * later.
 * @throws HttpProblem 422 when the host of the tree may not be connected to
 */
export async function checkTreeHost(mirror: Pick<Mirror, 'requireAllowedHost'>, url: string): Promise<void> {
  try {
    await mirror.requireAllowedHost()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'git-network') return
    throw inField(error, 'url', url)
  }
}
