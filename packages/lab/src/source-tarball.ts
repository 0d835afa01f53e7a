import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { InfrastructureError, start } from '@kbisect/exec'
import { extract, type Header } from 'tar-stream'
import type { SourceEntry, SourceOptions } from './source.ts'

const DECOMPRESSORS: Readonly<Record<string, string>> = { xz: 'xz', gz: 'gzip', bz2: 'bzip2', zst: 'zstd' }

/** The files of a tarball, without the top directory that all of them lie in. Nothing is written to disk. */
export async function* tarballEntries(path: string, options: SourceOptions): AsyncGenerator<SourceEntry> {
  const { stream, done } = await decompressed(path, options)
  const unpacked = extract()
  // An error on the way in ends the iteration below, which throws it.
  pipeline(stream, unpacked).catch(() => {})
  for await (const entry of unpacked) {
    const about = toEntry(path, entry.header)
    const content = await buffer(entry)
    if (about)
      yield { ...about, content: entry.header.type === 'symlink' ? Buffer.from(entry.header.linkname ?? '') : content }
  }
  await done
}

function toEntry(tarball: string, header: Header): Omit<SourceEntry, 'content'> | undefined {
  const path = header.name.replace(/^\.\//, '').replace(/^[^/]*\//, '')
  if (header.type === 'directory' || path === '') return undefined
  if (header.type === 'symlink') return { path, mode: '120000' }
  if (header.type === 'file') return { path, mode: (header.mode ?? 0) & 0o100 ? '100755' : '100644' }
  throw new InfrastructureError('lab-source-odd', `${tarball} holds ${header.name}, which is a ${header.type}`, {
    cure: 'use a source tarball of Linux: files, directories and symbolic links',
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
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  // When the child ends early its exit status says why, better than the broken pipe does.
  if (child.stdin) pipeline(packed, child.stdin).catch(() => {})
  const done = child.result.then((result) => {
    options.signal?.throwIfAborted()
    if (result.exitCode === 0) return
    throw new InfrastructureError(
      'lab-source-broken',
      `${file} cannot unpack ${path}: ${complaint.trim() || result.ending}`,
      {
        cure: 'install the source package again; the file is damaged or incomplete',
      },
    )
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
