import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.process>
type Network = readonly [Address, number]

/**
 * A host may not be connected to: it is, or one of its addresses is, neither public nor allowed.
 */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** Where outgoing requests may go. */
export interface AddressGuard {
  /** Whether the operator has allowed the literal address explicitly. */
  allows(address: string): boolean
  /**
   * Whether the literal address is public: not private, loopback, link-local, multicast, translated
   * or reserved.
   */
  isPublic(address: string): boolean
}

function parseNetwork(cidr: string): Network {
  try {
    return ipaddr.parseCIDR(cidr)
  } catch {
    throw new TypeError(`"${cidr}" is not a network such as 127.0.0.0/8 or fd00::/8.`)
  }
}

function contains([network, bits]: Network, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits)
}

/** Throws a TypeError naming the first entry of `allowCidrs` that is not a network. */
export function addressGuard(allowCidrs: readonly string[]): AddressGuard {
  const networks = allowCidrs.map(parseNetwork)
  return {
    allows: (address) => networks.some((network) => contains(network, ipaddr.process(address))),
    isPublic: (address) => ipaddr.process(address).range() === 'unicast',
  }
}

/**
 * The host's addresses, a literal's being itself. Brackets around IPv6 literals are fine. Rejects
 * when a name is unknown.
 */
export async function addressesOf(host: string): Promise<string[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare)) return [bare]
  const answers = await lookup(bare, { all: true })
  return answers.map((answer) => answer.address)
}

/**
 * Throws {@link AddressRefused} unless every address may be reached: public ones by https, allowed
 * ones by http too. All of them are checked because a name with one public and one private address
 * would pass otherwise half of the time.
 */
export function checkAddresses(
  guard: AddressGuard,
  protocol: string,
  host: string,
  addresses: readonly string[],
): void {
  for (const address of addresses) {
    if (guard.allows(address)) continue
    const where = address === host ? address : `${host} (${address})`
    if (!guard.isPublic(address)) throw new AddressRefused(`${where} is not a public address`)
    if (protocol !== 'https:') throw new AddressRefused(`${where} may only be reached by https`)
  }
}

/**
 * Returns a function that looks a host up, for programs that connect by themselves: it answers the
 * host's addresses, and throws {@link AddressRefused} unless each of them is public or allowed.
 */
export function guardedLookup(allowCidrs: readonly string[]): (host: string) => Promise<string[]> {
  const guard = addressGuard(allowCidrs)
  return async (host) => {
    const addresses = await addressesOf(host)
    checkAddresses(guard, 'https:', host, addresses)
    return addresses
  }
}
