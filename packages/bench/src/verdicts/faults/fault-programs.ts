import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type InjectedFault, readInjectedFaults } from './injected-fault.ts'

const SOURCES = fileURLToPath(new URL('../../../faulty/', import.meta.url))
/**
 * A checkout, perhaps with a revert, is some five git commands: so many of a thousand make about as
 * many faults as builds have.
 */
const GIT_SHARE = 0.2

/**
 * Programs that stand before the system's own and fail now and then as those do on a machine in
 * trouble.
 */
export interface FaultPrograms {
  /** What a worker's PATH begins with. */
  readonly directory: string
  /** What they brought about so far. */
  injected(): Promise<InjectedFault[]>
}

/**
 * Puts `bwrap` and `git` of `faulty/` into a new directory.
 * @param percent of builds and of boots that meet a fault
 */
export async function installFaultPrograms(directory: string, percent: number): Promise<FaultPrograms> {
  await mkdir(directory, { recursive: true })
  await cp(SOURCES, directory, { recursive: true })
  const rates = {
    boot_faults: percent * 10,
    build_faults: percent * 10,
    git_faults: Math.round(percent * 10 * GIT_SHARE),
  }
  const settings = Object.entries(rates).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(join(directory, 'settings'), settings.join(''))
  const notes = join(directory, 'injected')
  await writeFile(notes, '')
  // Programs in the sandbox write to it, which run as another user where the worker is root.
  await chmod(notes, 0o666)
  return { directory, injected: async () => readInjectedFaults(await readFile(notes, 'utf8')) }
}
