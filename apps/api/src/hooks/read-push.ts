/** What a push says: which repository, and which branch or tag moved. */
export interface Push {
  /** Names of the repository as {@link repositoryName} makes them, of all its URLs. */
  readonly repositories: ReadonlySet<string>
  /** Name of a tree, where the sender knows it. */
  readonly tree: string | undefined
  /** As watches name it, tags as tags/NAME; undefined: anything may have moved. */
  readonly branch: string | undefined
}

/**
 * One name for the URLs of a repository: host in lower case and path, without scheme, user, port
 * and `.git`, so that https and ssh are the same.
 */
export function repositoryName(url: string): string | undefined {
  const text = url.trim()
  const scheme = text.indexOf('://')
  // Without a scheme it is host:path, as ssh takes it.
  const place = scheme < 0 ? withSlash(text) : text.slice(scheme + '://'.length)
  const slash = place.indexOf('/')
  if (slash < 0) return undefined
  const authority = place.slice(0, slash)
  const [host = ''] = authority.slice(authority.lastIndexOf('@') + 1).split(':')
  let path = place.slice(slash + 1)
  while (path.endsWith('/')) path = path.slice(0, -1)
  if (path.endsWith('.git')) path = path.slice(0, -'.git'.length)
  return host === '' || path === '' ? undefined : `${host.toLowerCase()}/${path}`
}

/** `git@host:path` as `git@host/path`; any other text has no host. */
function withSlash(text: string): string {
  const colon = text.indexOf(':')
  const slash = text.indexOf('/')
  const isPlace = colon > 0 && (slash < 0 || slash > colon + 1)
  return isPlace ? `${text.slice(0, colon)}/${text.slice(colon + 1)}` : ''
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// GitHub and Gitea describe the repository, GitLab the project; the plain form has a url.
const URLS = [
  'clone_url',
  'ssh_url',
  'git_url',
  'html_url',
  'git_http_url',
  'git_ssh_url',
  'web_url',
  'http_url',
  'url',
]

/**
 * Reads the body of a push of GitHub, GitLab, Gitea, or the plain form. What is not there is left
 * out.
 */
export function readPush(body: unknown): Push {
  const pushed = isRecord(body) ? body : {}
  const texts = [pushed, pushed.repository, pushed.project].flatMap((part) =>
    isRecord(part) ? URLS.flatMap((key) => (typeof part[key] === 'string' ? [part[key]] : [])) : [],
  )
  const { ref, tree } = pushed
  return {
    repositories: new Set(texts.flatMap((url) => repositoryName(url) ?? [])),
    tree: typeof tree === 'string' ? tree : undefined,
    branch: typeof ref === 'string' ? branchOf(ref) : undefined,
  }
}

function branchOf(ref: string): string {
  if (ref.startsWith('refs/heads/')) return ref.slice('refs/heads/'.length)
  return ref.startsWith('refs/tags/') ? ref.slice('refs/'.length) : ref
}
