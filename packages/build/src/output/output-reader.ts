import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { notPlain, OutputRefused, tooLarge } from './output-refused.ts'

/** How much of an output directory is read in all. */
export interface ReadLimits {
  readonly bytes: number
  readonly files: number
}

// An allyesconfig has 30,000 `.cmd` files of at most 300 KiB and a vmlinux with 100 MiB that are
// loaded.
const LIMITS: ReadLimits = { bytes: 2 ** 31, files: 200_000 }

// What `open` answers for something that is there and is no plain file of this build: a link, a
// pipe or socket, a directory, a file without permission, a path that is too long.
const NOT_PLAIN = new Set(['ELOOP', 'ENXIO', 'EISDIR', 'EACCES', 'EPERM', 'ENAMETOOLONG', 'ENODEV', 'EINVAL'])

/**
 * An open plain file; what is read from it counts towards the limits of its {@link OutputReader}.
 */
export class PlainFile {
  /** In bytes. */
  readonly size: number
  readonly #handle: FileHandle
  readonly #spend: (bytes: number) => void

  constructor(size: number, handle: FileHandle, spend: (bytes: number) => void) {
    this.size = size
    this.#handle = handle
    this.#spend = spend
  }

  /**
   * Returns up to `size` bytes from `offset`; fewer where the file ends. Nothing is allocated for
   * what is not in the file.
   */
  async read(offset: number, size: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(size, this.size - offset))
    this.#spend(wanted)
    const bytes = Buffer.alloc(wanted)
    let at = 0
    while (at < wanted) {
      const { bytesRead } = await this.#handle.read(bytes, at, wanted - at, offset + at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return bytes.subarray(0, at)
  }

  /** Yields the whole file, a mebibyte at a time. */
  async *chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < this.size; at += 1 << 20) yield await this.read(at, 1 << 20)
  }
}

/**
 * Reads what a build left. The makefiles of the tree under test wrote it, so only plain files
 * inside the directory are opened, without following a link and without waiting for a pipe, and the
 * sum of what is read is limited.
 */
export class OutputReader {
  readonly directory: string
  #bytesLeft: number
  #filesLeft: number
  #whole: string | undefined

  constructor(directory: string, limits: ReadLimits = LIMITS) {
    this.directory = directory
    this.#bytesLeft = limits.bytes
    this.#filesLeft = limits.files
  }

  /**
   * Opens a file, hands it to `use` and closes it; `path` is relative to the output directory.
   * @throws OutputRefused for anything but a plain file of at most `mostBytes` inside the
   * directory, and beyond the limits; ENOENT and ENOTDIR for what is not there
   */
  async withFile<T>(path: string, mostBytes: number, use: (file: PlainFile) => Promise<T>): Promise<T> {
    const handle = await this.#open(path)
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw notPlain(path)
      if (found.size > mostBytes) throw tooLarge(path, found.size, mostBytes)
      return await use(new PlainFile(found.size, handle, (bytes) => this.#spend(bytes)))
    } finally {
      await handle.close()
    }
  }

  /** Returns a whole file. See {@link withFile}. */
  async read(path: string, mostBytes: number): Promise<Buffer> {
    return await this.withFile(path, mostBytes, (file) => file.read(0, file.size))
  }

  async #open(path: string): Promise<FileHandle> {
    this.#filesLeft -= 1
    if (this.#filesLeft < 0) throw new OutputRefused('the build left more files than a kernel build can')
    const whole = join(this.directory, path)
    const refuse = (error: NodeJS.ErrnoException): never => {
      throw NOT_PLAIN.has(error.code ?? '') ? notPlain(path) : error
    }
    this.#whole ??= await realpath(this.directory)
    const parent = await realpath(dirname(whole)).catch(refuse)
    if (parent !== this.#whole && !parent.startsWith(this.#whole + sep)) throw notPlain(path)
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
    return await open(whole, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(refuse)
  }

  #spend(bytes: number): void {
    this.#bytesLeft -= bytes
    if (this.#bytesLeft < 0) throw new OutputRefused('the build left more to read than a kernel build can')
  }
}
