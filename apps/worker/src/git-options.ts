import { InfrastructureError } from '@kbisect/exec'
import type { GitOptions } from '@kbisect/git'
import { guardedLookup } from '@kbisect/reports'
import { type Settings, stateLayout } from '@kbisect/settings'
import { type Store, StoreError } from '@kbisect/store'

/** Returns how this process opens mirrors. */
export function gitOptions(settings: Settings, { trees }: Pick<Store, 'trees'>): GitOptions {
  return {
    mirrorsDirectory: stateLayout(settings).mirrors,
    protocols: settings.gitProtocols,
    ignoredChecks: settings.gitIgnoredChecks,
    network: { environment: settings.gitEnvironment, addressesOf: guardedLookup(settings.gitAllowCidrs) },
    credentialsOf: (treeId) => readCredentials(trees, treeId),
  }
}

/**
 * A worker that builds has no key, because it runs code under test.
 * @throws InfrastructureError `git-credentials-unreadable`
 */
async function readCredentials(trees: Store['trees'], treeId: string) {
  try {
    return await trees.credentials(treeId)
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'secrets-key-missing')) throw error
    throw new InfrastructureError(
      'git-credentials-unreadable',
      'this worker cannot read the credentials of the tree, so that it cannot fetch it',
      {
        hint: 'fetch the tree (POST /api/v1/trees/NAME/fetch), then resume the bisection',
        cause: error,
      },
    )
  }
}
