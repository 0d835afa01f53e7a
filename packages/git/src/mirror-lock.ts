import { InfrastructureError, start } from '@kbisect/exec'

// The kernel drops the lock when its holder dies, whatever kills it: there are no stale locks to
// recognise. The holder lives until our end of its standard input closes.
const HOLDER = 'echo locked; exec cat'

/**
 * Does `work` while no other process holds the lock `file`, which is created when missing. Waits as
 * long as it takes.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted()
  const holder = start(
    { file: 'flock', args: ['--exclusive', '--no-fork', file, 'sh', '-c', HOLDER] },
    { input: 'pipe', rawOutput: true, ...(signal ? { signal } : {}) },
  )
  holder.stderr.resume()
  const locked = await Promise.race([
    new Promise<boolean>((resolve) => holder.stdout.once('data', () => resolve(true))),
    holder.result.then(() => false),
  ])
  if (!locked) {
    signal?.throwIfAborted()
    throw new InfrastructureError('git-lock', `cannot lock ${file}`, {
      hint: 'let the service user write that directory',
    })
  }
  try {
    return await work()
  } finally {
    holder.kill()
    await holder.result
  }
}
