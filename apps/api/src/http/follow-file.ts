import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MILLISECONDS = 200

/**
 * The bytes of a growing file from its beginning. With `follow` it goes on until the file is deleted, which its writer does when it is
 * complete and stored elsewhere; without, it ends where the file ends now.
 * @returns undefined when there is no such file
 */
export async function followFile(path: string, follow: boolean): Promise<Readable | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return file && Readable.from(readGrowing(file, follow), { objectMode: false })
}

async function* readGrowing(file: FileHandle, follow: boolean): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      // Asked before reading: what was written before the deletion is read after it.
      const complete = !follow || (await file.stat()).nlink === 0
      for (;;) {
        const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(65_536) })
        if (bytesRead === 0) break
        yield buffer.subarray(0, bytesRead)
      }
      if (complete) return
      await sleep(POLL_MILLISECONDS)
    }
  } finally {
    await file.close()
  }
}
