import { InfrastructureError, run } from '@kbisect/exec'

// Hundreds of thousands of objects on a slow disk.
const DEADLINE_SECONDS = 1800

// By rm and not by Node, which fails where directories lie deeper than the longest path. A build
// can also take its own permissions away.
const SCRIPT = 'rm -rf -- "$1" 2>/dev/null || { chmod -R u+rwX -- "$1"; rm -rf -- "$1"; }'

/**
 * Removes a directory with everything that a build left in it; nothing happens where there is none.
 * @throws InfrastructureError `remove-failed`
 */
export async function removeTree(path: string, signal?: AbortSignal): Promise<void> {
  const plan = { file: 'sh', args: ['-c', SCRIPT, 'sh', path] }
  const { exitCode, ending, stderr } = await run(plan, {
    deadlineSeconds: DEADLINE_SECONDS,
    ...(signal ? { signal } : {}),
  })
  if (exitCode === 0) return
  throw new InfrastructureError('remove-failed', `cannot remove ${path}: ${stderr.trim() || ending}`, {
    hint: 'remove that directory by hand; it is made again',
  })
}
