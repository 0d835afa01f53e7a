import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OutputReader } from './output-reader.ts'
import { OutputRefused } from './output-refused.ts'
import { pathExists } from './path-exists.ts'
import { requirePlain } from './plain-files.ts'
import { removeTree } from './remove-tree.ts'

/** Stands in an output directory while it is written to. */
export const BUILDING = '.kbisect-building'
/** Says whose output it is: see {@link OutputKey}. */
export const TARGET = '.kbisect-target'

/** Where we keep what we write before and between the makes. */
export const OURS = '.kbisect'

const FILES = ['.config', BUILDING, TARGET]
const LARGEST_KEY = 4096

// A makefile can also take the permissions of its own directories away.
const reopen = (path: string): Promise<void> =>
  chmod(path, 0o755).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })

/**
 * Says that everything we write to is still what we made it.
 * @throws OutputRefused
 */
export async function checkOutput(directory: string): Promise<void> {
  await reopen(directory)
  await requirePlain(directory, FILES, [OURS])
  await reopen(join(directory, OURS))
}

const isSound = (directory: string): Promise<boolean> =>
  checkOutput(directory).then(
    () => true,
    (error: unknown) => {
      if (error instanceof OutputRefused) return false
      throw error
    },
  )

/**
 * Removes everything that lies in an output directory, however it was left. The directory is put
 * aside first: killed half-way, there is an empty one or none, and the next call removes the rest.
 * @throws InfrastructureError `remove-failed`
 */
export async function emptyOutput(directory: string, signal?: AbortSignal): Promise<void> {
  const aside = `${directory}.removing`
  if (await pathExists(aside)) await removeTree(aside, signal)
  await rename(directory, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await mkdir(directory, { recursive: true })
  await removeTree(aside, signal)
}

/**
 * What an output was made for and with. Older trees do not see that the compiler changed, and would
 * link objects of both.
 */
export interface OutputKey {
  readonly target: string
  /** Id of the toolchain. */
  readonly toolchain: string
}

/** Whose output a directory is; undefined where nothing says so. */
export async function readOutputKey(directory: string): Promise<OutputKey | undefined> {
  const bytes = await new OutputReader(directory).read(TARGET, LARGEST_KEY).catch(() => undefined)
  if (bytes === undefined) return undefined
  const text = bytes.toString('utf8')
  const [target = '', toolchain = ''] = text.split(' ')
  return { target, toolchain }
}

/**
 * Makes the directory ready for a build of this target and marks it as being written to. What a
 * killed build left is removed first, because make believes half-written objects; so is the output
 * of another target or toolchain. ccache brings back most of it.
 */
export async function beginOutput(directory: string, key: OutputKey, signal?: AbortSignal): Promise<void> {
  await mkdir(directory, { recursive: true })
  const unfinished = !(await isSound(directory)) || (await pathExists(join(directory, BUILDING)))
  const before = await readOutputKey(directory)
  if (unfinished || (before && (before.target !== key.target || before.toolchain !== key.toolchain))) {
    await emptyOutput(directory, signal)
  }
  await mkdir(join(directory, OURS), { recursive: true })
  await reopen(join(directory, OURS))
  await writeFile(join(directory, BUILDING), '')
  await writeFile(join(directory, TARGET), `${key.target} ${key.toolchain}`)
}

/** Says that make came to its own end, so that what it left can be built upon. */
export async function endOutput(directory: string): Promise<void> {
  await rm(join(directory, BUILDING), { force: true })
}
