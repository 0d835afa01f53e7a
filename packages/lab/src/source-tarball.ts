import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { InfrastructureError, start } from '@kbisect/exec'
import { extract, type Header } from 'tar-stream'
import type { SourceEntry, SourceOptions } from './source-entry.ts'

const DECOMPRESSORS: Readonly<Record<string, string>> = { xz: 'xz', gz: 'gzip', bz2: 'bzip2', zst: 'zstd' }

/**
 * The files of a tarball, without the top directory that all of them lie in. Nothing is written to
 * disk.
 * @throws InfrastructureError `lab-source-broken`, `lab-source-odd`
 */
export async function* tarballEntries(path: string, options: SourceOptions): AsyncGenerator<SourceEntry> {
  const { stream, done } = await decompressed(path, options)
  const unpacked = extract()
  const piped = pipeline(stream, unpacked)
  piped.catch(() => {}) // it ends the iteration below too
  try {
    for await (const entry of unpacked) {
      const about = toEntry(path, entry.header)
      const content = await buffer(entry)
      if (about) yield { ...about, content: about.mode === '120000' ? linkTarget(entry.header) : content }
    }
    await piped
  } catch (error) {
    if (error instanceof InfrastructureError) throw error
    await done // knows better what was wrong, if it was the packing
    options.signal?.throwIfAborted()
    throw broken(path, String(error), error)
  }
  await done
}

const linkTarget = (header: Header): Buffer => Buffer.from(header.linkname ?? '')

const broken = (path: string, why: string, cause?: unknown): InfrastructureError =>
  new InfrastructureError('lab-source-broken', `cannot unpack ${path}: ${why}`, {
    hint: 'install the source package again; the file is damaged or incomplete',
    ...(cause === undefined ? {} : { cause }),
  })

function toEntry(tarball: string, header: Header): Omit<SourceEntry, 'content'> | undefined {
  const path = header.name.replace(/^\.\//, '').replace(/^[^/]*\//, '')
  if (header.type === 'directory' || path === '') return undefined
  if (header.type === 'symlink') return { path, mode: '120000' }
  if (header.type === 'file') return { path, mode: (header.mode ?? 0) & 0o100 ? '100755' : '100644' }
  throw new InfrastructureError('lab-source-odd', `${tarball} holds ${header.name}, which is a ${header.type}`, {
    hint: 'use a source tarball of Linux: files, directories and symbolic links',
  })
}

async function decompressed(path: string, options: SourceOptions): Promise<{ stream: Readable; done: Promise<void> }> {
  const packed = Readable.from(counted(path, options))
  const file = DECOMPRESSORS[/\.(xz|gz|bz2|zst)$/.exec(path)?.[1] ?? '']
  if (!file) return { stream: packed, done: Promise.resolve() }
  const child = start(
    { file, args: ['-dc'] },
    { input: 'pipe', rawOutput: true, ...(options.signal ? { signal: options.signal } : {}) },
  )
  let warning = ''
  child.stderr.on('data', (chunk: Buffer) => {
    warning += chunk.toString()
  })
  // When the child ends early its exit status says why, better than the broken pipe does.
  if (child.stdin) pipeline(packed, child.stdin).catch(() => {})
  const done = child.result.then((result) => {
    options.signal?.throwIfAborted()
    if (result.exitCode === 0) return
    throw broken(path, `${file}: ${warning.trim() || result.ending}`)
  })
  done.catch(() => {})
  return { stream: child.stdout, done }
}

async function* counted(path: string, options: SourceOptions): AsyncGenerator<Buffer> {
  const total = (await stat(path)).size
  let done = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    yield chunk
    done += chunk.length
    options.onProgress?.(done, total)
  }
}
