import { fileURLToPath } from 'node:url'
import { InfrastructureError } from '@kbisect/exec'

export interface TreeSource {
  /** As git takes it: a URL, or an absolute path. */
  readonly location: string
  readonly transport: string
}

const SCP_LIKE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]/
const SCHEME = /^([a-z][a-z0-9+-]*):\/\/\S+$/

const invalid = (url: string, problem: string, hint: string): InfrastructureError =>
  new InfrastructureError('git-invalid-url', `the tree URL ${JSON.stringify(url)} ${problem}`, { hint })

function recognise(url: string): TreeSource {
  if (url.startsWith('/')) return { location: url, transport: 'file' }
  if (url.startsWith('file://')) return { location: fileURLToPath(url), transport: 'file' }
  const scheme = SCHEME.exec(url)?.[1]
  if (scheme) return { location: url, transport: scheme }
  if (SCP_LIKE.test(url)) return { location: url, transport: 'ssh' }
  throw invalid(url, 'is not a URL', 'give https://…, git://…, ssh://…, or an absolute path')
}

/** @throws InfrastructureError `git-invalid-url` or `git-protocol-refused`. */
export function parseTreeUrl(url: string, protocols: readonly string[]): TreeSource {
  const source = recognise(url)
  if (protocols.includes(source.transport)) return source
  throw new InfrastructureError('git-protocol-refused', `the transport ${source.transport} of ${url} is not allowed`, {
    hint: `use one of: ${protocols.join(', ')}`,
  })
}
