/**
 * One entry of an archive, in the order in which it is unpacked: directories before what is in
 * them.
 */
export type CpioEntry =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly content: Uint8Array; readonly executable?: boolean }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'device'; readonly path: string; readonly major: number; readonly minor: number }

const TYPE = { directory: 0o040755, file: 0o100644, link: 0o120777, device: 0o020666 } as const

const hex = (value: number): string => value.toString(16).padStart(8, '0').toUpperCase()

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])

interface Header {
  readonly inode: number
  readonly mode: number
  readonly size: number
  readonly device: readonly [number, number]
  readonly name: string
}

// The fields of "newc", in order: inode, mode, uid, gid, links, mtime, size, device (2), special
// device (2), name size, checksum. All that could differ between two hosts is 0.
function header({ inode, mode, size, device, name }: Header): Buffer {
  const links = (mode & 0o170000) === 0o040000 ? 2 : 1
  const bytes = Buffer.from(`${name}\0`)
  const fields = [inode, mode, 0, 0, links, 0, size, 0, 0, device[0], device[1], bytes.length, 0]
  return padded(Buffer.concat([Buffer.from(`070701${fields.map(hex).join('')}`), bytes]))
}

/**
 * A cpio archive in the kernel's "newc" format: all root's, all from 1970, so that equal entries
 * give equal bytes. Pure, and able to hold device nodes without being root.
 * @param entries paths are relative, without `./`
 */
export function writeCpio(entries: readonly CpioEntry[]): Buffer {
  const parts = entries.flatMap((entry, index) => {
    const content = contentOf(entry)
    const mode = TYPE[entry.kind] | (entry.kind === 'file' && entry.executable ? 0o111 : 0)
    const device = entry.kind === 'device' ? ([entry.major, entry.minor] as const) : ([0, 0] as const)
    return [header({ inode: index + 1, mode, size: content.length, device, name: entry.path }), padded(content)]
  })
  const trailer = header({ inode: 0, mode: 0, size: 0, device: [0, 0], name: 'TRAILER!!!' })
  const archive = Buffer.concat([...parts, trailer])
  return Buffer.concat([archive, Buffer.alloc(-archive.length & 511)])
}

function contentOf(entry: CpioEntry): Buffer {
  if (entry.kind === 'file') return Buffer.from(entry.content)
  return Buffer.from(entry.kind === 'link' ? entry.target : '')
}
