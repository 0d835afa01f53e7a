import type { Hash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Wrapping } from './architectures.ts'
import { UnreadableElf } from './elf-file.ts'
import { addObject } from './kernel-sections.ts'
import { requireInside } from './plain-files.ts'
import { readSavedCommand } from './saved-command.ts'

export interface Built {
  readonly source: string
  readonly output: string
  readonly image: string
  readonly config: string
}

// The packed kernel itself, as an object. How long it is depends on masked bytes too.
const PAYLOAD = /(?:^|\/)piggy(?:\.\w+)?\.o$/

function* thinMembers(archive: Buffer): Generator<string> {
  // A header of 60 bytes for each member; `//` holds the names. Members of a thin archive have no content.
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

async function addLinked(hash: Hash, output: string, path: string): Promise<void> {
  const file = join(output, path)
  await requireInside(output, [file])
  if (!path.endsWith('.a')) return await addObject(hash, file)
  const archive = await readFile(file)
  if (!archive.toString('latin1', 0, 8).startsWith('!<thin>')) hash.update(archive)
  else for (const member of thinMembers(archive)) await addLinked(hash, output, join(path, '..', member))
}

// What unpacks and starts the kernel is compared before it is linked: its addresses depend on how long the packed kernel is.
async function addUnpacker(hash: Hash, { unpacker }: Wrapping, built: Built): Promise<void> {
  const command = await readSavedCommand(unpacker, built)
  if (command === undefined) throw new UnreadableElf(`it is not known how ${unpacker} was linked`)
  const words = command.split(/\s+/)
  const objects = words.filter((word) => /\.[oa]$/.test(word) && !PAYLOAD.test(word))
  if (objects.length === 0) throw new UnreadableElf(`${unpacker} was linked of nothing`)
  for (const path of objects) await addLinked(hash, built.output, path)
  for (const path of words.filter((word) => word.endsWith('.lds'))) {
    await requireInside(built.output, [join(built.output, path)])
    hash.update(await readFile(join(built.output, path)))
  }
}

/** Fields of the x86 boot protocol (Documentation/x86/boot.rst) that follow from how long the packed kernel is. */
const LENGTHS = [
  { at: 0x1f4, bytes: 4, since: 0x0200 }, // syssize
  { at: 0x248, bytes: 8, since: 0x0208 }, // payload_offset, payload_length
  { at: 0x260, bytes: 4, since: 0x020a }, // init_size
  { at: 0x264, bytes: 4, since: 0x020b }, // handover_offset
  { at: 0x268, bytes: 4, since: 0x020f }, // kernel_info_offset
]

async function addSetup(hash: Hash, image: string): Promise<void> {
  const file = await open(image)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256 * 512), 0, 256 * 512, 0)
    const setup = buffer.subarray(0, Math.min(bytesRead, ((buffer[0x1f1] || 4) + 1) * 512))
    if (setup.length < 0x400 || setup.toString('latin1', 0x202, 0x206) !== 'HdrS') {
      throw new UnreadableElf('the image does not follow the x86 boot protocol')
    }
    const version = setup.readUInt16LE(0x206)
    for (const { at, bytes, since } of LENGTHS) if (version >= since) setup.fill(0, at, at + bytes)
    // The header that UEFI firmware reads has the same lengths. We do not boot that way.
    const portable = setup.readUInt32LE(0x3c)
    if (setup.toString('latin1', 0, 2) === 'MZ' && portable < 0x1f1) setup.fill(0, portable, 0x1f1)
    hash.update(setup)
  } finally {
    await file.close()
  }
}

/**
 * Adds to a digest what an image is made of beside the kernel: the commands that made it, and what unpacks it.
 * @throws UnreadableElf when that cannot be told; InfrastructureError `output-escapes`
 */
export async function addWrapping(hash: Hash, steps: readonly string[], wrapping: Wrapping | undefined, built: Built) {
  for (const step of steps) hash.update(JSON.stringify([step, (await readSavedCommand(step, built)) ?? null]))
  if (!wrapping) return
  await addUnpacker(hash, wrapping, built)
  if (wrapping.bootProtocol) await addSetup(hash, built.image)
  const config = await readFile(built.config, 'utf8')
  for (const { path, symbol } of wrapping.parts) {
    if (!config.includes(`\n${symbol}=y\n`)) continue
    await requireInside(built.output, [join(built.output, path)])
    hash.update(await readFile(join(built.output, path)))
  }
}
