import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { InfrastructureError } from './infrastructure-error.ts'

export interface HeldLock {
  release(): Promise<void>
}

export interface LockOptions {
  /** Many may hold a shared lock, nobody an exclusive one beside it. */
  readonly mode: 'exclusive' | 'shared'
  /** How long to wait for others to let go; absent: for ever. */
  readonly waitSeconds?: number
  /** Ends the wait; a lock that is held stays. */
  readonly signal?: AbortSignal | undefined
}

const TAKEN = 75

function flockArguments(path: string, { mode, waitSeconds }: LockOptions): string[] {
  const wait =
    waitSeconds === undefined ? [] : waitSeconds === 0 ? ['--nonblock'] : ['--timeout', waitSeconds.toString()]
  // `cat` echoes our byte once the lock is held, and ends when our end of the pipe closes.
  return [`--${mode}`, ...wait, '--conflict-exit-code', String(TAKEN), '--no-fork', path, 'cat']
}

const failed = (path: string, why: unknown): InfrastructureError =>
  new InfrastructureError('lock-failed', `cannot lock ${path}: ${why instanceof Error ? why.message : why}`, {
    hint: 'make sure that this user can write there and that the file system has locks',
    cause: why,
  })

/**
 * Takes the kernel's lock on a file, which is created when missing. It is held by a small child
 * that ends with us, however we end: a lock never outlives its owner, and there is nothing stale to
 * clean up.
 * @returns undefined when somebody else still holds it after `waitSeconds`.
 * @throws InfrastructureError `program-missing`, `lock-failed`; `signal.reason` when cancelled
 */
export async function lockFile(path: string, options: LockOptions): Promise<HeldLock | undefined> {
  const { signal } = options
  signal?.throwIfAborted()
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (cause) {
    throw failed(path, cause)
  }
  const child = spawn('flock', flockArguments(path, options), { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  child.stdin.on('error', () => {}) // the child may end before it reads
  child.stdin.write('\n')
  const held = new Promise<'held'>((resolve) => child.stdout.once('data', () => resolve('held')))
  const giveUp = () => void child.kill()
  signal?.addEventListener('abort', giveUp, { once: true })
  const outcome = await Promise.race([held, ended])
    .catch((cause) => {
      throw new InfrastructureError('program-missing', `cannot lock ${path}: ${cause}`, {
        hint: 'install flock: apt-get install util-linux',
        cause,
      })
    })
    .finally(() => signal?.removeEventListener('abort', giveUp))
  const release = async () => {
    child.ref()
    child.stdin.end()
    await ended
  }
  if (signal?.aborted) {
    await release()
    throw signal.reason
  }
  if (outcome === TAKEN) return undefined
  if (outcome !== 'held') throw failed(path, `flock ended with status ${outcome}`)
  for (const handle of [child, child.stdin, child.stdout]) if ('unref' in handle) (handle.unref as () => void)()
  return { release }
}

/** Does something while nobody else holds the lock on a file, waiting for it first. */
export async function withLock<T>(path: string, action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const lock = await lockFile(path, { mode: 'exclusive', signal })
  try {
    return await action()
  } finally {
    await lock?.release()
  }
}
