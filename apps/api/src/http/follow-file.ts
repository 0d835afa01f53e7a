import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MILLISECONDS = 200
// A file that did not grow for so many polls may have lost its writer.
const QUIET_POLLS = 25

/**
 * Returns the bytes of a growing file from its beginning, until the file is deleted, which its
 * writer does when it is complete and stored elsewhere.
 * @param isWritten false: ends where the file ends now. A function: asked when the file has not
 * grown for 25 polls, five seconds; ends where the
 *   file ends when it says no, as after the death of the writer, which leaves the file as it is.
 * @returns undefined when there is no such file
 */
export async function followFile(
  path: string,
  isWritten: false | (() => Promise<boolean>),
  pollMilliseconds = POLL_MILLISECONDS,
): Promise<Readable | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return file && Readable.from(readGrowing(file, isWritten, pollMilliseconds), { objectMode: false })
}

async function* readGrowing(
  file: FileHandle,
  isWritten: false | (() => Promise<boolean>),
  pollMilliseconds: number,
): AsyncGenerator<Buffer> {
  try {
    let position = 0
    for (let quiet = 0; ; quiet++) {
      // Asked before reading: what was written before the deletion is read after it.
      const { nlink, size } = await file.stat()
      const isLost = quiet > 0 && quiet % QUIET_POLLS === 0 && isWritten && !(await isWritten())
      const isNew = size < position // the next worker began its own log in the place of this one
      const complete = !isWritten || nlink === 0 || isLost || isNew
      for (;;) {
        const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(65_536) })
        if (bytesRead === 0) break
        position += bytesRead
        quiet = 0
        yield buffer.subarray(0, bytesRead)
      }
      if (complete) return
      await sleep(pollMilliseconds)
    }
  } finally {
    await file.close()
  }
}
