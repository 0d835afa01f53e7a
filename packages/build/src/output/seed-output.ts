import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { BUILDING, readOutputKey, TARGET } from './output-directory.ts'
import { pathExists } from './path-exists.ts'
import { removeTree } from './remove-tree.ts'

const COPY_SECONDS = 1800

/**
 * Begins a target's output with a copy of another target's, when it has none yet and the other's is
 * whole and by the same toolchain. kbuild notes for each object which configuration symbols it
 * depends on, so make compiles only what the two configurations make differ. Where the copy cannot
 * be made, because another tree's build left what cannot be copied or the disk is full, the target
 * begins from nothing.
 */
export async function seedOutput(
  directory: string,
  seed: string,
  toolchain: string,
  signal?: AbortSignal,
): Promise<void> {
  if (await pathExists(directory)) return
  if ((await readOutputKey(seed))?.toolchain !== toolchain || (await pathExists(join(seed, BUILDING)))) return
  const copy = `${directory}.seeding`
  await removeTree(copy, signal)
  const result = await run(
    { file: 'cp', args: ['--archive', '--reflink=auto', '--', seed, copy] },
    { deadlineSeconds: COPY_SECONDS, ...(signal ? { signal } : {}) },
  )
  if (result.exitCode !== 0) return await removeTree(copy)
  // It is nobody's output yet: the build that follows claims it.
  await rm(join(copy, TARGET), { force: true })
  await rename(copy, directory)
}
