import { access, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError, run } from '@kbisect/exec'
import { BUILDING, readOutputKey, TARGET } from './output-directory.ts'

const COPY_SECONDS = 1800

const present = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Begins a target's output with a copy of another target's, when it has none yet and the other's is whole and by the same toolchain. kbuild notes for each object
 * which configuration symbols it depends on, so make compiles only what the two configurations make differ.
 * @throws InfrastructureError `seed-failed` when the copy cannot be made
 */
export async function seedOutput(
  directory: string,
  seed: string,
  toolchain: string,
  signal?: AbortSignal,
): Promise<void> {
  if (await present(directory)) return
  if ((await readOutputKey(seed))?.toolchain !== toolchain || (await present(join(seed, BUILDING)))) return
  const copy = `${directory}.seeding`
  await rm(copy, { recursive: true, force: true })
  const result = await run(
    { file: 'cp', args: ['--archive', '--reflink=auto', '--', seed, copy] },
    { deadlineSeconds: COPY_SECONDS, ...(signal ? { signal } : {}) },
  )
  if (result.exitCode !== 0) {
    await rm(copy, { recursive: true, force: true })
    if (result.ending === 'cancelled') return
    throw new InfrastructureError('seed-failed', `cannot copy ${seed}: ${result.stderr.trim() || result.ending}`, {
      cure: 'free space where builds are kept',
    })
  }
  // It is nobody's output yet: the build that follows claims it.
  await rm(join(copy, TARGET), { force: true })
  await rename(copy, directory)
}
