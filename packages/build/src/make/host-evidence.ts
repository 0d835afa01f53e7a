import { existsSync } from 'node:fs'
import { readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROGRAM_DIRECTORIES } from '../toolchain/find-toolchains.ts'

/** The worst that was seen of this host while a build lasted. */
export interface HostEvidence {
  /**
   * Of the fullest of the build's file systems: free bytes as a share of what counts as nearly
   * full, so below 1 it is.
   */
  readonly diskRoom: number
  /** Available memory as a share of all. */
  readonly memoryShare: number
  /**
   * Processes that the kernel killed for want of memory, anywhere on the host; undefined where it
   * does not count them.
   */
  readonly oomKills: number | undefined
  /** Processes and threads as a share of what the host allows. */
  readonly taskShare: number
  /** Open files as a share of what the host allows. */
  readonly openFileShare: number
  /**
   * What the operating system said when we wrote to the build's directories after its failure:
   * `ENOSPC`, `EDQUOT`, `EIO`, `EROFS` …
   */
  readonly refused: readonly string[]
}

// Programs that end others before the kernel does begin at 10 % of available memory.
const SCARCE_MEMORY = 0.15
const NEARLY_ALL = 0.8

/**
 * Returns whether the host itself shows what a build's output claims. Any makefile can print "No
 * space left on device"; without this, a tree could pause its own bisection. Pure.
 * @param code of a row in `build-fault.ts`
 */
export function hostAgrees(code: string, host: HostEvidence): boolean {
  const scarce = host.memoryShare < SCARCE_MEMORY || (host.oomKills ?? 1) > 0
  switch (code) {
    case 'disk-full':
      return host.diskRoom < 1 || host.refused.includes('ENOSPC') || host.refused.includes('EDQUOT')
    case 'compiler-killed':
      return scarce
    case 'out-of-memory':
      return scarce || host.taskShare > NEARLY_ALL || host.openFileShare > NEARLY_ALL
    case 'disk-broken':
      return host.refused.includes('EIO')
    case 'disk-read-only':
      return host.refused.includes('EROFS')
    default:
      return true
  }
}

/**
 * Whether a line such as `sh: 1: flex: not found` or `make: bison: No such file or directory` names
 * a program that is here.
 */
export function namesInstalledProgram(line: string): boolean {
  const name = /(?:^|[\s:])([\w.+-]+): (?:command )?(?:not found|No such file or directory|Command not found)/.exec(
    line,
  )?.[1]
  return name !== undefined && PROGRAM_DIRECTORIES.some((directory) => existsSync(join(directory, name)))
}

const NEARLY_FULL_BYTES = 2 ** 30
const NEARLY_FULL_SHARE = 0.1
const FEW_FILES = 1000

/**
 * Free bytes, and files, of a file system as a share of what counts as nearly full there;
 * `freeBytes` for those who set limits.
 */
export async function readRoom(directory: string): Promise<{ room: number; freeBytes: number }> {
  const { bavail, bsize, blocks, ffree, files } = await statfs(directory)
  const nearlyFull = Math.max(1, Math.min(NEARLY_FULL_BYTES, blocks * bsize * NEARLY_FULL_SHARE))
  // Some file systems do not count files.
  const filesRoom = files === 0 ? Number.POSITIVE_INFINITY : ffree / FEW_FILES
  return { room: Math.min((bavail * bsize) / nearlyFull, filesRoom), freeBytes: bavail * bsize }
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
const field = (text: string, name: string): number | undefined => {
  const value = new RegExp(`^${name}:?\\s+(\\d+)`, 'm').exec(text)?.[1]
  return value === undefined ? undefined : Number(value)
}

async function taskShare(): Promise<number> {
  const [load, threads, pids] = await Promise.all(
    ['/proc/loadavg', '/proc/sys/kernel/threads-max', '/proc/sys/kernel/pid_max'].map(read),
  )
  const tasks = Number(/\/(\d+) /.exec(load ?? '')?.[1] ?? 0)
  const limits = [Number(threads), Number(pids)].filter((limit) => limit > 0)
  return limits.length === 0 ? 0 : tasks / Math.min(...limits)
}

async function openFileShare(): Promise<number> {
  const [open = 0, , most = 0] = (await read('/proc/sys/fs/file-nr')).trim().split(/\s+/).map(Number)
  return most > 0 ? open / most : 0
}

/**
 * Returns how many processes the kernel has killed for want of memory since it booted; undefined
 * where it does not say.
 */
export const readOomKills = async (): Promise<number | undefined> => field(await read('/proc/vmstat'), 'oom_kill')

/** Returns what changes from moment to moment. */
export async function readLoad(): Promise<Pick<HostEvidence, 'memoryShare' | 'taskShare' | 'openFileShare'>> {
  const memory = await read('/proc/meminfo')
  const [available, total] = [field(memory, 'MemAvailable'), field(memory, 'MemTotal')]
  return {
    memoryShare: available === undefined || !total ? 1 : available / total,
    taskShare: await taskShare(),
    openFileShare: await openFileShare(),
  }
}

const PROBE_BYTES = 1 << 16

/**
 * Writes a little to each directory and takes it away again; returns what the operating system said
 * against it.
 */
export async function tryWriting(directories: readonly string[]): Promise<string[]> {
  const codes = directories.map(async (directory) => {
    const path = join(directory, `.kbisect-probe-${process.pid}`)
    try {
      await rm(path, { force: true })
      await writeFile(path, Buffer.alloc(PROBE_BYTES, 1), { flag: 'wx', flush: true })
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? ''
    } finally {
      await rm(path, { force: true }).catch(() => undefined)
    }
    return ''
  })
  return (await Promise.all(codes)).filter((code) => code !== '')
}
