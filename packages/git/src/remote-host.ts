import { InfrastructureError } from '@kbisect/exec'
import type { GitNetwork, GitOptions } from './environment.ts'
import { redact } from './failure.ts'
import type { TreeSource } from './tree-source.ts'

// Stricter than any URL: git, curl and ssh must read the same host as we do. Git decodes an address
// before it looks for the host.
const ADDRESS =
  /^(https?|git|ssh):\/\/(?:[A-Za-z0-9._~+-]+@)?([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?(?:\/[^\s\\]*)?$/
const SCP_LIKE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*@([A-Za-z0-9][A-Za-z0-9.-]*):/
const PORTS: Readonly<Record<string, number>> = { https: 443, http: 80, git: 9418, ssh: 22 }

export interface RemoteHost {
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
}

/**
 * Returns the host that git would connect to; undefined for a tree on this machine.
 * @throws InfrastructureError `git-invalid-url` where programs could read different hosts
 */
export function remoteHost({ location, transport }: TreeSource): RemoteHost | undefined {
  if (transport === 'file') return undefined
  const [, scheme = '', host, port] = ADDRESS.exec(location) ?? []
  if (host !== undefined) return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? PORTS[scheme]) }
  const named = SCP_LIKE.exec(location)?.[1]
  if (named !== undefined && transport === 'ssh') return { host: named, port: 22 }
  throw new InfrastructureError(
    'git-invalid-url',
    `the host in ${JSON.stringify(redact(location))} cannot be read for sure`,
    {
      hint: 'write scheme://host/path, with a port behind the host if it needs one',
    },
  )
}

/** Whether git is to ask a proxy for the host, which then looks the name up. */
function usesProxy(transport: string, environment: GitNetwork['environment']): boolean {
  const names = transport === 'https' ? ['https_proxy', 'all_proxy'] : ['http_proxy', 'all_proxy']
  return /^https?$/.test(transport) && names.some((name) => environment[name] !== undefined)
}

/**
 * Sees that git may connect to the host of a tree, and returns settings that keep it to the
 * addresses that were looked at, so that a name cannot mean another host a moment later. Over
 * git:// and ssh:// it can: see SECURITY.md.
 * @throws InfrastructureError `git-address-refused`, `git-network` when the name is not known
 */
export async function pinHost(source: TreeSource, { network }: Pick<GitOptions, 'network'>): Promise<string[]> {
  const remote = remoteHost(source)
  if (!remote || !network) return []
  const { host, port } = remote
  const { transport } = source
  let addresses: readonly string[]
  try {
    addresses = await network.addressesOf(host)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error.name === 'AddressRefused')
      throw new InfrastructureError(
        'git-address-refused',
        `${error.message}, and trees are fetched from public hosts`,
        {
          hint: 'have the operator add its network to KBISECT_GIT_ALLOW_CIDRS',
        },
      )
    if (usesProxy(transport, network.environment)) return []
    throw new InfrastructureError('git-network', `cannot look up the host ${host}: ${error.message}`, {
      hint: 'check the network and the host of the URL; the fetch is safe to repeat',
    })
  }
  if (!/^https?$/.test(transport) || addresses.includes(host)) return []
  const literal = addresses.map((address) => (address.includes(':') ? `[${address}]` : address))
  return ['-c', `http.curloptResolve=${host}:${port}:${literal.join(',')}`]
}
