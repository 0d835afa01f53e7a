import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { ServiceError } from '@kbisect/settings'

export interface HeldLock {
  release(): Promise<void>
}

export interface LockOptions {
  /** Many may hold a shared lock, nobody an exclusive one beside it. */
  readonly mode: 'exclusive' | 'shared'
  /** How long to wait for others to let go; absent: for ever. */
  readonly waitSeconds?: number
}

const TAKEN = 75

function flockArguments(path: string, { mode, waitSeconds }: LockOptions): string[] {
  const wait =
    waitSeconds === undefined ? [] : waitSeconds === 0 ? ['--nonblock'] : ['--timeout', waitSeconds.toString()]
  // `cat` echoes our byte once the lock is held, and ends when our end of the pipe closes.
  return [`--${mode}`, ...wait, '--conflict-exit-code', String(TAKEN), '--no-fork', path, 'cat']
}

/**
 * Takes the kernel's lock on a file. It is held by a small child that ends with us, however we end:
 * a lock never outlives its owner, and there is nothing stale to clean up.
 * @returns undefined when somebody else still holds it after `waitSeconds`.
 * @throws ServiceError `program-missing`, `lock-failed`
 */
export async function lockFile(path: string, options: LockOptions): Promise<HeldLock | undefined> {
  mkdirSync(dirname(path), { recursive: true })
  const child = spawn('flock', flockArguments(path, options), { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  child.stdin.on('error', () => {}) // the child may end before it reads
  child.stdin.write('\n')
  const held = new Promise<'held'>((resolve) => child.stdout.once('data', () => resolve('held')))
  const outcome = await Promise.race([held, ended]).catch((cause) => {
    throw new ServiceError('program-missing', `cannot lock ${path}: ${cause}`, {
      hint: 'install flock: apt-get install util-linux',
      cause,
    })
  })
  if (outcome === TAKEN) return undefined
  if (outcome !== 'held') {
    throw new ServiceError('lock-failed', `cannot lock ${path}: flock ended with status ${outcome}`, {
      hint: 'make sure that this user can write there and that the file system has locks',
    })
  }
  for (const handle of [child, child.stdin, child.stdout]) if ('unref' in handle) (handle.unref as () => void)()
  return {
    release: async () => {
      child.ref()
      child.stdin.end()
      await ended
    },
  }
}

/** Runs something while holding the exclusive lock on a file, waiting for it first. */
export async function withLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  const lock = await lockFile(path, { mode: 'exclusive' })
  try {
    return await action()
  } finally {
    await lock?.release()
  }
}
