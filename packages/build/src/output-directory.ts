import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeLinks, requirePlain } from './plain-files.ts'
import { settleModes } from './settle-modes.ts'

/** Stands in an output directory while it is written to. */
export const BUILDING = '.kbisect-building'
/** Says whose output it is: see {@link OutputKey}. */
export const TARGET = '.kbisect-target'

/** Where we keep what we write before and between the makes. */
export const OURS = '.kbisect'

/**
 * Says that everything we write to is still what we made it.
 * @throws InfrastructureError `output-escapes`
 */
export async function checkOutput(directory: string): Promise<void> {
  await requirePlain(directory, ['.config', BUILDING, TARGET], [OURS])
}

async function empty(directory: string): Promise<void> {
  await settleModes(directory)
  const names = await readdir(directory)
  // The marker goes last: killed half-way, the next one must know that there is more to remove.
  for (const name of names.filter((entry) => entry !== BUILDING)) {
    await rm(join(directory, name), { recursive: true, force: true, maxRetries: 3 })
  }
  await rm(join(directory, BUILDING), { force: true })
}

/** What an output was made for and with. Older trees do not see that the compiler changed, and would link objects of both. */
export interface OutputKey {
  readonly target: string
  /** Id of the toolchain. */
  readonly toolchain: string
}

/** Whose output a directory is; undefined where nothing says so. */
export async function readOutputKey(directory: string): Promise<OutputKey | undefined> {
  const text = await readFile(join(directory, TARGET), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const [target = '', toolchain = ''] = text.split(' ')
  return { target, toolchain }
}

/**
 * Makes the directory ready for a build of this target and marks it as being written to. What a killed build left is
 * removed first, because make believes half-written objects; so is the output of another target or toolchain. ccache brings back most of it.
 */
export async function beginOutput(directory: string, key: OutputKey): Promise<void> {
  await mkdir(directory, { recursive: true })
  const refused = await removeLinks(directory, ['.config', BUILDING, TARGET, OURS])
  const marked = await access(join(directory, BUILDING)).then(
    () => true,
    () => false,
  )
  const unfinished = refused || marked
  const before = await readOutputKey(directory)
  if (unfinished || (before && (before.target !== key.target || before.toolchain !== key.toolchain))) {
    await writeFile(join(directory, BUILDING), '')
    await empty(directory)
  }
  await mkdir(join(directory, OURS), { recursive: true })
  await writeFile(join(directory, BUILDING), '')
  await writeFile(join(directory, TARGET), `${key.target} ${key.toolchain}`)
}

/** Says that make came to its own end, so that what it left can be built upon. */
export async function endOutput(directory: string): Promise<void> {
  await rm(join(directory, BUILDING), { force: true })
}
