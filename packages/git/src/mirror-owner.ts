import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { withLock } from '@kbisect/exec'
import type { MirrorPlace } from './mirror-place.ts'

// Holds the id of the tree that the mirror was made for: a deleted tree and a new one may have the
// same name.
const OWNER = 'kbisect-tree'

// No name of a tree holds this character, so that no tree's mirror is taken for what another
// leaves.
const SEPARATOR = '~'
const REMOVED = `.removed${SEPARATOR}`

const ownerOf = (mirror: string): Promise<string | undefined> =>
  readFile(join(mirror, OWNER), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  )

/** Whether a mirror belongs to the tree. One without a note was made before there were notes. */
export async function isOwn({ directory, owner }: Pick<MirrorPlace, 'directory' | 'owner'>): Promise<boolean> {
  const found = await ownerOf(directory)
  return owner === undefined || found === undefined || found === owner
}

/** Notes whose mirror it is. */
export async function noteOwner({ directory, owner }: Pick<MirrorPlace, 'directory' | 'owner'>): Promise<void> {
  if (owner !== undefined) await writeFile(join(directory, OWNER), `${owner}\n`)
}

/** Names the directory in which the mirror of a tree is made, before it is renamed into place. */
export const freshDirectory = (mirror: string): string => join(dirname(mirror), `${freshPrefix(mirror)}${process.pid}`)

const freshPrefix = (mirror: string): string => `.new${SEPARATOR}${basename(mirror, '.git')}${SEPARATOR}`

const erase = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 })

/** Removes what killed fetches of the tree left. Only for the holder of the fetch lock. */
export async function removeUnfinished(mirror: string): Promise<void> {
  const names = (await readdir(dirname(mirror))).filter((name) => name.startsWith(freshPrefix(mirror)))
  for (const name of names) await erase(join(dirname(mirror), name))
}

/**
 * Moves a mirror aside and removes it: what a kill leaves belongs to no tree. Only for the holder
 * of the fetch lock.
 */
export async function discardMirror(mirror: string): Promise<void> {
  const doomed = join(dirname(mirror), `${REMOVED}${randomUUID()}`)
  await rename(mirror, doomed).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await erase(doomed)
}

/** Removes the mirror of a tree, unless it belongs to another tree by now. */
export async function removeMirror(place: MirrorPlace): Promise<void> {
  await mkdir(dirname(place.directory), { recursive: true })
  await withLock(place.fetchLock, async () => {
    await removeUnfinished(place.directory)
    if (await isOwn(place)) await discardMirror(place.directory)
  })
}

/**
 * Removes mirrors of trees that are gone, and what killed removals left. Mirrors without a note of
 * their tree stay.
 * @param trees ids of all trees; asked after the directory was read, so that the mirror of a new
 * tree stays
 */
export async function sweepMirrors(mirrorsDirectory: string, trees: () => Promise<readonly string[]>): Promise<void> {
  const names = await readdir(mirrorsDirectory).catch(() => [])
  const mirrors = names.filter((name) => /^[^.].*\.git$/.test(name)).map((name) => join(mirrorsDirectory, name))
  const owners = await Promise.all(mirrors.map(async (mirror) => ({ mirror, owner: await ownerOf(mirror) })))
  const known = new Set(await trees())
  for (const name of names.filter((found) => found.startsWith(REMOVED))) await erase(join(mirrorsDirectory, name))
  for (const { mirror, owner } of owners) {
    if (owner === undefined || known.has(owner)) continue
    const lock = `${mirror.slice(0, -'.git'.length)}.fetch.lock`
    await withLock(lock, async () => {
      if ((await ownerOf(mirror)) === owner) await discardMirror(mirror)
    })
  }
}
