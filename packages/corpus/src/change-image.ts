import { copyFile, readFile, writeFile } from 'node:fs/promises'
import type { ImageChange } from './entry.ts'

const KEPT_BYTES = 4096

// Far behind the boot header and the unpacker's code, in the packed kernel of an x86 bzImage.
const DAMAGED = { from: 0.5, bytes: 4096 }

const CHANGES: Readonly<Record<Exclude<ImageChange, 'of another architecture'>, (image: Buffer) => Buffer>> = {
  zeroed: (image) => Buffer.alloc(image.length),
  'cut short': (image) => image.subarray(0, KEPT_BYTES),
  'payload damaged': (image) => {
    const copy = Buffer.from(image)
    const at = Math.floor(copy.length * DAMAGED.from)
    return copy.fill(0x5a, at, at + DAMAGED.bytes)
  },
}

/**
 * Writes an image that is no kernel for the machine any more. @param foreign an image for another
 * architecture
 */
export async function changeImage(
  image: string,
  change: ImageChange,
  foreign: () => Promise<string>,
  file: string,
): Promise<void> {
  if (change === 'of another architecture') await copyFile(await foreign(), file)
  else await writeFile(file, CHANGES[change](await readFile(image)))
}
