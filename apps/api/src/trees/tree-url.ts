import { RequestError } from '@kbisect/bisection'

const SCP_LIKE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]/

function schemeOf(url: string): string | undefined {
  if (url.startsWith('/')) return 'file'
  return /^([a-z][a-z0-9+-]*):\/\/\S+$/.exec(url)?.[1] ?? (SCP_LIKE.test(url) ? 'ssh' : undefined)
}

function refuse(value: string, message: string, cure: string): RequestError {
  return new RequestError('invalid-tree-url', [{ field: 'url', value, message, cure }])
}

/** @throws RequestError unless git may fetch from there. Git itself is held to the same protocols. */
export function checkTreeUrl(url: string, protocols: readonly string[]): void {
  const scheme = schemeOf(url)
  const ways = `Use one of ${protocols.join(', ')}, or have the operator set KBISECT_GIT_PROTOCOLS.`
  if (scheme === undefined) throw refuse(url, 'is neither a URL nor an absolute path', ways)
  if (!protocols.includes(scheme)) throw refuse(url, `uses ${scheme}, which is not allowed here`, ways)
  if (URL.canParse(url) && new URL(url).password !== '')
    throw refuse(
      url.replace(/:[^:@/]*@/, ':***@'),
      'holds a password',
      'Everybody who can see the tree would see it: use a key.',
    )
}
