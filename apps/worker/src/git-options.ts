import type { GitOptions } from '@kbisect/git'
import { guardedLookup } from '@kbisect/reports'
import { type Settings, stateLayout } from '@kbisect/service'

/** Returns how this process opens mirrors. */
export function gitOptions(settings: Settings): GitOptions {
  return {
    mirrorsDirectory: stateLayout(settings).mirrors,
    protocols: settings.gitProtocols,
    ignoredChecks: settings.gitIgnoredChecks,
    network: { environment: settings.gitEnvironment, addressesOf: guardedLookup(settings.gitAllowCidrs) },
  }
}
