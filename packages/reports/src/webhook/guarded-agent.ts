import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { type AddressGuard, addressesOf, checkAddresses } from './address-guard.ts'

const CONNECT_TIMEOUT_MS = 5_000

/**
 * Answers a look-up with addresses that were checked before, so that a name cannot change between
 * check and connect.
 */
function fixedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, done) => {
    if (options.all) done(null, all)
    else done(null, all[0]?.address ?? '', all[0]?.family)
  }
}

/**
 * An agent for one request that connects only where `guard` permits. The check sits in the
 * connector because undici calls a `lookup` hook for names alone, never for address literals.
 */
export function guardedAgent(guard: AddressGuard): Agent {
  const connect: buildConnector.connector = (options, done) => {
    addressesOf(options.hostname)
      .then((addresses) => {
        checkAddresses(guard, options.protocol, options.hostname, addresses)
        return buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: fixedLookup(addresses) })
      })
      .then(
        (connector) => connector(options, done),
        (error: Error) => done(error, null),
      )
  }
  return new Agent({ connect, connections: 1, pipelining: 0, maxHeaderSize: 16_384 })
}
