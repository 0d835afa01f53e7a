import { InfrastructureError } from '@kbisect/exec'
import { redact } from './failure.ts'
import { gitOutput } from './git-output.ts'
import type { FetchOptions, MirrorPlace } from './mirror-place.ts'
import type { TreeSource } from './tree-source.ts'

const DEADLINE_SECONDS = 600

/**
 * Asks a source for its branches and tags before any of them is fetched: git writes a file for
 * each, and stops at no number of them.
 * @throws InfrastructureError `git-too-large` when there are more than `refs` of the limits; as a
 * fetch throws, when the source cannot be read
 */
export async function requireFewRefs(
  place: MirrorPlace,
  { location, transport }: TreeSource,
  { signal }: FetchOptions,
): Promise<void> {
  const { env, fetchEnv, fetchSettings, limits } = place
  const wanted = transport === 'file' ? ['refs/heads/*', 'refs/tags/*', 'refs/remotes/*'] : []
  const kinds = transport === 'file' ? ['--refs'] : ['--refs', '--heads', '--tags']
  const args = [...fetchSettings, 'ls-remote', '--quiet', ...kinds, '--', location, ...wanted]
  const command = { action: `fetch ${location}`, args, limits, env: { ...env, ...fetchEnv } }
  let refs = 0
  for await (const chunk of gitOutput(command, DEADLINE_SECONDS, { signal })) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) refs++
    if (refs <= limits.refs) continue
    const limit = limits.refs.toLocaleString('en')
    throw new InfrastructureError('git-too-large', `${redact(location)} has more than ${limit} branches and tags`, {
      hint: 'name a repository with fewer, or a clone that holds those that matter',
    })
  }
}
