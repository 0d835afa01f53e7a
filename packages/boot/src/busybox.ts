import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandPlan } from '@kbisect/exec'
import { describeCommand, InfrastructureError, run } from '@kbisect/exec'
import { whyNotStatic } from './elf.ts'
import { type Architecture, MACHINES } from './machines.ts'

export interface BusyboxOptions {
  readonly architecture: Architecture
  /** Where it is kept, as `busybox-<architecture>`; a file put there by hand is used as well. */
  readonly cacheDirectory: string
  readonly signal?: AbortSignal
  /** More environment for the downloader, for example a proxy. */
  readonly environment?: Readonly<Record<string, string>>
  /** Where the system's own may be. */
  readonly systemPaths?: readonly string[]
}

const SYSTEM_PATHS = ['/usr/bin/busybox', '/bin/busybox']
const DOWNLOAD_SECONDS = 300

/**
 * The path of a static busybox for an architecture: from the cache, the system, or Debian's package
 * of that architecture, which is fetched without touching the system's own package state and
 * without root.
 * @throws InfrastructureError `busybox-missing`, with what to do by hand
 */
export async function provideBusybox(options: BusyboxOptions): Promise<string> {
  const file = join(options.cacheDirectory, `busybox-${options.architecture}`)
  const { elf } = MACHINES[options.architecture]
  if (await usable(file, elf)) return file
  await mkdir(options.cacheDirectory, { recursive: true })
  const work = await mkdtemp(join(options.cacheDirectory, 'fetching-'))
  try {
    const found = (await firstUsable(options.systemPaths ?? SYSTEM_PATHS, elf)) ?? (await download(options, work, file))
    const copy = join(work, 'busybox')
    await copyFile(found, copy)
    await chmod(copy, 0o755)
    await rename(copy, file) // other processes see it whole or not at all
    return file
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function usable(path: string, elf: { bits: 32 | 64; machine: number }): Promise<boolean> {
  const bytes = await readFile(path).catch(() => undefined)
  return bytes !== undefined && whyNotStatic(bytes, elf) === undefined
}

async function firstUsable(
  paths: readonly string[],
  elf: { bits: 32 | 64; machine: number },
): Promise<string | undefined> {
  for (const path of paths) if (await usable(path, elf)) return path
  return undefined
}

/** The commands that fetch and unpack the package below `work`. Pure. */
export function planDownload(
  architecture: Architecture,
  work: string,
  environment: Readonly<Record<string, string>> = {},
) {
  const { debian } = MACHINES[architecture]
  const settings = {
    'APT::Architecture': debian,
    'APT::Architectures': debian,
    'Dir::State::Lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    // As root, apt would become another user, who cannot write here.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const env = { LC_ALL: 'C.UTF-8', ...environment }
  const apt = (...words: string[]): CommandPlan => ({
    file: 'apt-get',
    args: [...options, '-qq', ...words],
    cwd: work,
    env,
  })
  return {
    update: apt('update'),
    download: apt('download', 'busybox-static'),
    unpack: (packageFile: string): CommandPlan => ({
      file: 'dpkg',
      args: ['-x', join(work, packageFile), join(work, 'unpacked')],
      cwd: work,
    }),
  }
}

async function download(options: BusyboxOptions, work: string, file: string): Promise<string> {
  const { architecture, environment } = options
  const missing = (why: string, cause?: unknown) =>
    new InfrastructureError('busybox-missing', `no static busybox for ${architecture}: ${why}`, {
      hint: `put one at ${file} (Debian's package busybox-static for ${MACHINES[architecture].debian} has it as /bin/busybox)`,
      cause,
    })
  const attempt = async (plan: CommandPlan): Promise<string | undefined> => {
    const limits = { deadlineSeconds: DOWNLOAD_SECONDS, ...(options.signal ? { signal: options.signal } : {}) }
    const result = await run(plan, limits).catch((cause: unknown) => {
      throw missing(`${plan.file} cannot be started`, cause)
    })
    options.signal?.throwIfAborted()
    return result.exitCode === 0
      ? undefined
      : `${describeCommand(plan)} failed: ${result.stderr.trim() || result.ending}`
  }
  const plans = planDownload(architecture, work, environment)
  await Promise.all(
    ['lists/partial', 'cache/archives/partial'].map((path) => mkdir(join(work, path), { recursive: true })),
  )
  await writeFile(join(work, 'status'), '')
  // Old releases lose indexes for some architectures, and then `update` fails for those alone: the
  // package decides.
  const outdated = await attempt(plans.update)
  const failed = await attempt(plans.download)
  if (failed) throw missing([failed, outdated].filter(Boolean).join('\n'))
  const packageFile = (await readdir(work)).find((name) => name.endsWith('.deb'))
  if (!packageFile) throw missing('apt-get left no package')
  const broken = await attempt(plans.unpack(packageFile))
  if (broken) throw missing(broken)
  const unpacked = ['bin/busybox', 'usr/bin/busybox'].map((path) => join(work, 'unpacked', path))
  const found = await firstUsable(unpacked, MACHINES[architecture].elf)
  if (!found) throw missing(`${packageFile} holds none`)
  return found
}
