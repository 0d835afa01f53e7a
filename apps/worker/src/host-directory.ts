import { join } from 'node:path'
import { lockFile } from '@kbisect/exec'

/** A place on this host that no other worker process uses while this one lives. */
export interface HostDirectory {
  /** Stable over restarts, so that source trees and objects of earlier builds are found again. */
  readonly name: string
  readonly release: () => Promise<void>
}

// One that was just killed lets go within moments: its successor should find its objects again.
const WAIT_SECONDS = 1

/**
 * Claims the first free one of `<name>-1`, `<name>-2` … by a lock, which the kernel drops when we
 * die. Two makes in one output directory would tell lies about kernels, so no file that says who
 * lives is trusted: pids are used again, and mean nothing in other containers.
 * @throws InfrastructureError `lock-failed` when the directory cannot be written
 */
export async function claimHostDirectory(directory: string, name: string): Promise<HostDirectory> {
  for (let number = 1; ; number++) {
    const place = `${name}-${number}`
    const lock = await lockFile(join(directory, `${place}.lock`), { mode: 'exclusive', waitSeconds: WAIT_SECONDS })
    if (lock) return { name: place, release: () => lock.release() }
  }
}
