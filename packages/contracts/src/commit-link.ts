/**
 * How hosts of git name the page of a commit; `PATH` is the repository's path on the host without
 * `.git`.
 */
const HOSTS: readonly { readonly host: RegExp; readonly page: (path: string, hash: string) => string }[] = [
  // cgit keeps the ending of the repository.
  { host: /(?:^|\.)kernel\.org$/, page: (path, hash) => `${path}.git/commit/?id=${hash}` },
  { host: /(?:^|\.)github\.com$/, page: (path, hash) => `${path}/commit/${hash}` },
  { host: /(?:^|\.)gitlab(?:\.|$)/, page: (path, hash) => `${path}/-/commit/${hash}` },
  { host: /(?:^|\.)(?:gitea|codeberg|forgejo)(?:\.|$)/, page: (path, hash) => `${path}/commit/${hash}` },
]

const HASH = /^[0-9a-f]{7,64}$/

/**
 * Returns the page of a commit on the host that a tree is fetched from, where the host is one whose
 * pages are known: kernel.org, GitHub, GitLab, Gitea. The link is https on the same host, whatever
 * the tree's URL has besides.
 */
export function commitLink(treeUrl: string, hash: string): string | undefined {
  if (!HASH.test(hash) || !URL.canParse(treeUrl)) return undefined
  const { protocol, hostname, pathname } = new URL(treeUrl)
  if (!['https:', 'git:', 'ssh:', 'http:'].includes(protocol)) return undefined
  const known = HOSTS.find(({ host }) => host.test(hostname))
  const path = `/${pathname.split('/').filter(Boolean).join('/')}`.replace(/\.git$/, '')
  if (!known || !/^\/[\w~./-]+$/.test(path)) return undefined
  return `https://${hostname}${known.page(path, hash)}`
}
