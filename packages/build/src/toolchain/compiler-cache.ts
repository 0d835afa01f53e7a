import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run, type SandboxMode } from '@kbisect/exec'
import { removeTree } from '../output/remove-tree.ts'
import { ccacheAvailable } from './find-toolchains.ts'

/**
 * What ccache keeps for one tree: objects, which its builds write to, and the settings file, which
 * they can only read.
 */
export function cacheFiles(directory: string): { readonly objects: string; readonly settings: string } {
  return { objects: join(directory, 'objects'), settings: join(directory, 'ccache.conf') }
}

// ccache reads this file instead of `ccache.conf` in the cache, which builds can write. Each
// setting that runs a program, or that reads or writes elsewhere, has its default here. What names
// the build is in the environment, see planBuild.
const SETTINGS = `# Written by kbisect before each build.
prefix_command =
prefix_command_cpp =
compiler =
path =
extra_files_to_hash =
log_file =
stats_log =
debug = false
hard_link = false
remote_storage =
remote_only = false
secondary_storage =
`

const CLEANUP_SECONDS = 600

/**
 * Makes the cache of a tree ready for a build, with our settings. What is in the cache directory
 * was written by builds of the tree.
 */
export async function prepareCache(directory: string): Promise<void> {
  const { objects, settings } = cacheFiles(directory)
  await mkdir(objects, { recursive: true, mode: 0o700 })
  // No build reads this one. A person who looks at the cache by hand would.
  await rm(join(objects, 'ccache.conf'), { recursive: true, force: true })
  if ((await readFile(settings, 'utf8').catch(() => undefined)) === SETTINGS) return
  // Renamed into place, as another worker of this host may be starting a sandbox with it.
  const written = `${settings}.${randomBytes(8).toString('hex')}`
  await writeFile(written, SETTINGS, { flag: 'wx', mode: 0o600 })
  await rename(written, settings)
}

/**
 * The environment of ccache that does not depend on the build. @param size as ccache writes sizes;
 * absent: its own default
 */
export function cacheEnvironment(directory: string, size: string | undefined): Record<string, string> {
  const { objects, settings } = cacheFiles(directory)
  return {
    CCACHE_DIR: objects,
    CCACHE_CONFIGPATH: settings,
    CCACHE_TEMPDIR: join(objects, 'tmp'),
    ...(size === undefined ? {} : { CCACHE_MAXSIZE: size }),
  }
}

/**
 * Removes what was used least recently until the cache fits into `size`.
 * @returns false where ccache could not do that with what builds left there
 */
export async function trimCache(directory: string, size: string, sandboxMode: SandboxMode): Promise<boolean> {
  const { objects, settings } = cacheFiles(directory)
  await prepareCache(directory)
  // Builds of this host store nothing then. A host that shares the cache trims it.
  if (!(await ccacheAvailable())) return true
  const result = await run(
    {
      file: 'ccache',
      args: ['--cleanup'],
      env: cacheEnvironment(directory, size),
      sandbox: { readOnly: [settings], readWrite: [objects] },
    },
    { sandboxMode, deadlineSeconds: CLEANUP_SECONDS },
  )
  return result.exitCode === 0
}

const MEASURE_SECONDS = 300

/** Bytes on disk of everything in the cache; undefined where it cannot be measured. */
export async function measureCache(directory: string, sandboxMode: SandboxMode): Promise<number | undefined> {
  const { objects } = cacheFiles(directory)
  const result = await run(
    {
      file: 'du',
      args: ['--summarize', '--block-size=1', '--', objects],
      sandbox: { readOnly: [objects], readWrite: [] },
    },
    { sandboxMode, deadlineSeconds: MEASURE_SECONDS },
  )
  const [, bytes] = /^(\d+)\t/.exec(result.stdout) ?? []
  return result.exitCode === 0 && bytes !== undefined ? Number(bytes) : undefined
}

/**
 * Removes everything in the cache. The directory itself stays, as builds on other slots of this
 * host may have it in their sandboxes.
 * @throws InfrastructureError `remove-failed`
 */
export async function emptyCache(directory: string): Promise<void> {
  const { objects } = cacheFiles(directory)
  for (const name of await readdir(objects)) await removeTree(join(objects, name))
}
