import { constants, createReadStream } from 'node:fs'
import { chmod, copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { InfrastructureError } from '@kbisect/exec'
import { newId } from '../connection/new-id.ts'
import { artifactFault, unknownArtifact } from './artifact-errors.ts'
import type { Artifacts } from './artifacts.ts'
import { digestOf } from './digest.ts'

const DIGEST = /^[0-9a-f]{64}$/

// Nothing takes this long to copy: what is older was left by a process that died.
const ABANDONED_MS = 24 * 60 * 60 * 1000

/**
 * Keeps artifacts in a directory, as `ab/cdef…` after their sha-256. Any number of processes may
 * share it: a file appears whole or not at all, and never changes.
 * @throws InfrastructureError `artifact-store` when the directory cannot be used
 */
export async function openArtifacts(path: string): Promise<Artifacts> {
  const directory = resolve(path)
  const incoming = join(directory, 'incoming')
  await told('make', () => mkdir(incoming, { recursive: true }))
  await told('tidy', () => removeAbandoned(incoming))

  const placeOf = (digest: string): string => {
    if (!DIGEST.test(digest)) throw unknownArtifact(digest)
    return join(directory, digest.slice(0, 2), digest.slice(2))
  }
  const sizeOf = async (digest: string): Promise<number | undefined> => {
    const place = placeOf(digest)
    return (await told('read', () => stat(place).catch(ifMissing)))?.size
  }
  const size = async (digest: string): Promise<number> => {
    const bytes = await sizeOf(digest)
    if (bytes === undefined) throw unknownArtifact(digest)
    return bytes
  }

  const idFile = join(directory, 'store-id')
  const storeId = async (): Promise<string | undefined> => {
    const text = await told('read', () => readFile(idFile, 'utf8').catch(ifMissing))
    return text?.trim() || undefined
  }

  const artifacts: Artifacts = {
    place: directory,
    storeId,

    async makeStoreId() {
      const known = await storeId()
      if (known !== undefined) return known
      const fresh = join(incoming, newId())
      await told('name', async () => {
        await writeFile(fresh, `${newId()}\n`, { flag: 'wx' })
        await sync(fresh)
        // A link never takes the place of a file that another process made meanwhile.
        await link(fresh, idFile).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error
        })
        await rm(fresh)
        await sync(directory)
      })
      return (await storeId()) ?? ''
    },

    async putFile(name, from) {
      const known = await told(`read ${from} for`, () => digestOf(from))
      if ((await sizeOf(known.digest)) === known.bytes) return { name, ...known }
      const stored = await told(`store ${from} in`, () => bringIn(from, join(incoming, newId()), placeOf))
      return { name, ...stored }
    },

    async withFile(digest, use) {
      await size(digest)
      const place = placeOf(digest)
      const found = await told('read', () => digestOf(place))
      if (found.digest !== digest) {
        // Out of the way, so that storing the right bytes again fixes it.
        await told('fix', () => rm(place, { force: true }))
        throw corrupt(digest, place)
      }
      try {
        return await use(place)
      } catch (error) {
        // What failed for want of the file says something of the file, whatever words it was given.
        if ((await sizeOf(digest)) === undefined) throw unknownArtifact(digest, error)
        throw error
      }
    },

    readText: (digest) => artifacts.withFile(digest, (place) => told('read', () => readFile(place, 'utf8'))),

    has: async (digest) => DIGEST.test(digest) && (await sizeOf(digest)) !== undefined,
    size,

    async openRange(digest, start = 0, end) {
      const bytes = await size(digest)
      const last = Math.min(end ?? bytes, bytes) - 1
      if (last < start) return Readable.from([])
      return createReadStream(placeOf(digest), { start, end: last })
    },
  }
  return artifacts

  async function told<T>(doing: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      throw error instanceof InfrastructureError ? error : artifactFault(doing, directory, error)
    }
  }
}

/**
 * Copies, names the copy after what it holds, and lets it appear only when it is safe on the disk.
 */
async function bringIn(from: string, copy: string, placeOf: (digest: string) => string) {
  try {
    await copyFile(from, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const stored = await digestOf(copy)
    await sync(copy)
    await chmod(copy, 0o444)
    const place = placeOf(stored.digest)
    await mkdir(dirname(place), { recursive: true })
    await rename(copy, place)
    await sync(dirname(place))
    return stored
  } catch (error) {
    await rm(copy, { force: true })
    throw error
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const found = await stat(path).catch(ifMissing)
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true })
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function corrupt(digest: string, place: string): InfrastructureError {
  return new InfrastructureError(
    'artifact-corrupt',
    `the bytes of artifact ${digest} at ${place} are not what was stored`,
    {
      hint: 'it was removed and is made again on the next try; if this comes back, check the disk and its file system',
    },
  )
}
