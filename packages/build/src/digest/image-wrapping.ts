import type { Hash } from 'node:crypto'
import { join, relative } from 'node:path'
import type { OutputReader } from '../output/output-reader.ts'
import type { Wrapping } from '../toolchain/architectures.ts'
import { UnreadableElf } from './elf-file.ts'
import { addObject } from './kernel-sections.ts'
import { readSavedCommand } from './saved-command.ts'

/** All absolute. */
export interface Built {
  readonly source: string
  readonly output: string
  readonly image: string
  readonly config: string
}

/** Bytes of an image with everything compiled in, an initramfs included. */
export const LARGEST_IMAGE = 1 << 30
/** Bytes of a configuration: one with every symbol has 400 KiB. */
export const LARGEST_CONFIG = 4 << 20
// Bytes of what an unpacker is linked of: each is some hundred KiB in a real tree.
const LARGEST_ARCHIVE = 64 << 20
const LARGEST_SCRIPT = 4 << 20
const LARGEST_PART = 64 << 20
const DEEPEST_ARCHIVE = 4

// The packed kernel itself, as an object. How long it is depends on masked bytes too.
const PAYLOAD = /(?:^|\/)piggy(?:\.\w+)?\.o$/

function* thinMembers(archive: Buffer): Generator<string> {
  // A header of 60 bytes for each member; `//` holds the names. Members of a thin archive have no
  // content.
  for (let at = 8; at + 60 <= archive.length; ) {
    const name = archive.toString('latin1', at, at + 16).trimEnd()
    const size = Number(archive.toString('latin1', at + 48, at + 58))
    if (!Number.isSafeInteger(size) || size < 0) throw new UnreadableElf('an archive that cannot be read')
    if (name === '//') {
      const names = archive.toString('latin1', at + 60, at + 60 + size)
      yield* names.split('/\n').filter((path) => path !== '' && path !== '\n')
      return
    }
    at += 60 + size + (size % 2)
  }
}

/** Adds one object or archive that the unpacker is linked of. */
async function addLinked(hash: Hash, reader: OutputReader, path: string, depth = 0): Promise<void> {
  if (!path.endsWith('.a')) return await addObject(hash, reader, path)
  // kbuild's archives name objects, or archives that name objects. One may also name itself.
  if (depth > DEEPEST_ARCHIVE) throw new UnreadableElf('archives that name each other')
  const archive = await reader.read(path, LARGEST_ARCHIVE)
  if (!archive.toString('latin1', 0, 8).startsWith('!<thin>')) hash.update(archive)
  else for (const member of thinMembers(archive)) await addLinked(hash, reader, join(path, '..', member), depth + 1)
}

// What unpacks and starts the kernel is compared before it is linked: its addresses depend on how
// long the packed kernel is.
async function addUnpacker(hash: Hash, { unpacker }: Wrapping, reader: OutputReader, built: Built): Promise<void> {
  const command = await readSavedCommand(reader, unpacker, built)
  if (command === undefined) throw new UnreadableElf(`it is not known how ${unpacker} was linked`)
  const words = command.split(/\s+/)
  const objects = words.filter((word) => /\.[oa]$/.test(word) && !PAYLOAD.test(word))
  if (objects.length === 0) throw new UnreadableElf(`${unpacker} was linked of nothing`)
  for (const path of objects) await addLinked(hash, reader, path)
  const scripts = words.filter((word) => word.endsWith('.lds'))
  for (const path of scripts) hash.update(await reader.read(path, LARGEST_SCRIPT))
}

/**
 * Fields of the x86 boot protocol (Documentation/x86/boot.rst) that follow from how long the packed
 * kernel is.
 */
const LENGTHS = [
  { at: 0x1f4, bytes: 4, since: 0x0200 }, // syssize
  { at: 0x248, bytes: 8, since: 0x0208 }, // payload_offset, payload_length
  { at: 0x260, bytes: 4, since: 0x020a }, // init_size
  { at: 0x264, bytes: 4, since: 0x020b }, // handover_offset
  { at: 0x268, bytes: 4, since: 0x020f }, // kernel_info_offset
]

async function addSetup(hash: Hash, reader: OutputReader, image: string): Promise<void> {
  const bytes = await reader.withFile(image, LARGEST_IMAGE, (file) => file.read(0, 256 * 512))
  const setup = bytes.subarray(0, ((bytes[0x1f1] || 4) + 1) * 512)
  if (setup.length < 0x400 || setup.toString('latin1', 0x202, 0x206) !== 'HdrS') {
    throw new UnreadableElf('the image does not follow the x86 boot protocol')
  }
  const version = setup.readUInt16LE(0x206)
  for (const { at, bytes: size, since } of LENGTHS) if (version >= since) setup.fill(0, at, at + size)
  // The header that UEFI firmware reads has the same lengths. We do not boot that way.
  const portable = setup.readUInt32LE(0x3c)
  if (setup.toString('latin1', 0, 2) === 'MZ' && portable < 0x1f1) setup.fill(0, portable, 0x1f1)
  hash.update(setup)
}

/**
 * Adds to a digest what an image is made of beside the kernel: the commands that made it, and what
 * unpacks it.
 * @throws UnreadableElf or OutputRefused when that cannot be read
 */
export async function addWrapping(
  hash: Hash,
  steps: readonly string[],
  wrapping: Wrapping | undefined,
  reader: OutputReader,
  built: Built,
): Promise<void> {
  for (const step of steps) hash.update(JSON.stringify([step, (await readSavedCommand(reader, step, built)) ?? null]))
  if (!wrapping) return
  await addUnpacker(hash, wrapping, reader, built)
  if (wrapping.bootProtocol) await addSetup(hash, reader, relative(built.output, built.image))
  const config = (await reader.read(relative(built.output, built.config), LARGEST_CONFIG)).toString('utf8')
  for (const { path, symbol } of wrapping.parts) {
    if (config.includes(`\n${symbol}=y\n`)) hash.update(await reader.read(path, LARGEST_PART))
  }
}
