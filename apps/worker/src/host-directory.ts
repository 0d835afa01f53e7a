import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError, start } from '@kbisect/exec'

/** A place on this host that no other worker process uses while this one lives. */
export interface HostDirectory {
  /** Stable over restarts, so that source trees and objects of earlier builds are found again. */
  readonly name: string
  readonly release: () => Promise<void>
}

// One that was just killed lets go within moments: its successor should find its objects again.
const WAIT_SECONDS = 1
const BUSY = 75

/**
 * Claims the first free one of `<name>-1`, `<name>-2` … by a lock, which the kernel drops when we
 * die. Two makes in one output directory would tell lies about kernels, so no file that says who
 * lives is trusted: pids are used again, and mean nothing in other containers.
 * @throws InfrastructureError `claim-failed` when the directory cannot be written
 */
export async function claimHostDirectory(directory: string, name: string): Promise<HostDirectory> {
  await mkdir(directory, { recursive: true })
  for (let number = 1; ; number++) {
    const release = await lock(join(directory, `${name}-${number}.lock`))
    if (release) return { name: `${name}-${number}`, release }
  }
}

/**
 * Takes a lock and keeps it by a child that lives as long as we do; undefined when somebody else
 * has it.
 */
async function lock(file: string): Promise<(() => Promise<void>) | undefined> {
  const options = ['--exclusive', '--timeout', String(WAIT_SECONDS), '--conflict-exit-code', String(BUSY), '--no-fork']
  const holder = start(
    { file: 'flock', args: [...options, file, 'sh', '-c', 'echo locked; exec cat'] },
    { input: 'pipe', rawOutput: true },
  )
  holder.stderr.resume()
  const refused = await Promise.race([
    new Promise<undefined>((resolve) => holder.stdout.once('data', () => resolve(undefined))),
    holder.result,
  ])
  if (refused?.exitCode === BUSY) return undefined
  if (refused) {
    throw new InfrastructureError('claim-failed', `cannot lock ${file}`, {
      hint: 'let the service user write that directory',
    })
  }
  return async () => {
    holder.kill()
    await holder.result
  }
}
