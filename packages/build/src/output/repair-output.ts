import { lstat, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkOutput, endOutput, OURS } from './output-directory.ts'
import { outputEntries } from './output-entries.ts'

const STARTED = join(OURS, 'started')
const STOPPED = join(OURS, 'stopped')

// Programs of the configuration write these under another name and rename them: they are whole or
// not there. The markers in include/config are how make learns of a changed symbol and must keep
// their times.
const KEPT = new Set([
  '.config',
  '.config.old',
  'include/config',
  'include/generated/autoconf.h',
  'include/generated/rustc_cfg',
])

const isKept = (path: string): boolean => KEPT.has(path) || path.startsWith('.kbisect')

async function writeNew(path: string): Promise<void> {
  await rm(path, { force: true })
  // `wx` opens no link that a build has put there.
  await writeFile(path, '', { flag: 'wx' })
}

/**
 * When a file was last written to or renamed, in nanoseconds of the file system's own clock. No
 * program can set it back.
 */
const changedAt = async (path: string): Promise<bigint> => (await lstat(path, { bigint: true })).ctimeNs

/** Notes in the output directory when the build began. */
export async function noteStart(directory: string): Promise<void> {
  await writeNew(join(directory, STARTED))
}

/**
 * @throws OutputRefused for directories that are deeper, or hold more, than those of a kernel build
 */
async function removeSince(directory: string, since: bigint): Promise<void> {
  for await (const { path } of outputEntries(directory, isKept)) {
    const whole = join(directory, path)
    if ((await changedAt(whole)) >= since) await rm(whole, { force: true })
  }
}

/**
 * Makes an output directory fit to be built upon after its build was stopped, once all processes of
 * the build are gone: whatever was written since {@link noteStart} is removed, half-written or
 * whole, so that make makes it again; what the builds before it left stays. A file of the same
 * clock tick counts as written since. The mark of an unfinished build goes last; when this fails,
 * the build left more than a kernel build can, or the clock went back meanwhile, it stays, and the
 * next build begins from nothing.
 */
export async function repairOutput(directory: string): Promise<void> {
  await checkOutput(directory)
  await writeNew(join(directory, STOPPED))
  const since = await changedAt(join(directory, STARTED))
  if ((await changedAt(join(directory, STOPPED))) < since) return
  await removeSince(directory, since)
  await endOutput(directory)
}
