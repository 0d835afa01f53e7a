import type { OutputReader, PlainFile } from '../output/output-reader.ts'

/** The file is no ELF of ours to read: another byte order, cut off, or larger than any kernel. */
export class UnreadableElf extends Error {
  override readonly name = 'UnreadableElf'
}

export interface ElfSection {
  readonly name: string
  readonly type: number
  readonly flags: number
  readonly address: bigint
  readonly offset: number
  /** In bytes; also of sections that have no content in the file. */
  readonly size: number
  readonly link: number
  readonly info: number
  /** Empty where the file holds none. */
  readonly content: Buffer
}

export interface ElfFile {
  /** Bytes of an address: 4 or 8. */
  readonly wordBytes: 4 | 8
  /** 1: an object to be linked, 2: a program, 3: one that can lie anywhere. */
  readonly type: number
  readonly machine: number
  readonly flags: number
  readonly entry: bigint
  /** What a loader puts where, one text for each. */
  readonly segments: readonly string[]
  readonly sections: readonly ElfSection[]
}

export const SECTION = { progbits: 1, symtab: 2, nobits: 8, write: 1, alloc: 2, executable: 4 } as const

// A kernel with everything in it has 100 MiB that are loaded. The file comes out of a tree under
// test: it may claim anything.
const LIMIT_BYTES = 1 << 29
// What names the sections of a kernel takes some KiB; with a section for each function, some MiB.
const LIMIT_NAMES = 16 << 20
const LONGEST_NAME = 1024
/** Bytes of a vmlinux with debug information, of which nothing is read here. */
export const LARGEST_VMLINUX = 2 ** 35

async function readAt(file: PlainFile, offset: number, size: number): Promise<Buffer> {
  if (!Number.isSafeInteger(offset) || size > LIMIT_BYTES) throw new UnreadableElf(`${size} bytes at ${offset}`)
  if (offset + size > file.size) throw new UnreadableElf(`cut off: ${size} bytes at ${offset} of ${file.size}`)
  const bytes = await file.read(offset, size)
  if (bytes.length < size) throw new UnreadableElf(`cut off at ${offset + bytes.length}`)
  return bytes
}

/**
 * Reads the fields of a header one after the other; those called "word" are as wide as an address.
 */
class Fields {
  #at = 0
  readonly #bytes: Buffer
  readonly #wide: boolean

  constructor(bytes: Buffer, wide: boolean) {
    this.#bytes = bytes
    this.#wide = wide
  }

  skip(bytes: number): this {
    this.#at += bytes
    return this
  }

  half(): number {
    this.#at += 2
    return this.#bytes.readUInt16LE(this.#at - 2)
  }

  int(): number {
    this.#at += 4
    return this.#bytes.readUInt32LE(this.#at - 4)
  }

  word(): bigint {
    if (!this.#wide) return BigInt(this.int())
    this.#at += 8
    return this.#bytes.readBigUInt64LE(this.#at - 8)
  }
}

function readSection(bytes: Buffer, wide: boolean) {
  const fields = new Fields(bytes, wide)
  const [nameOffset, type, flags, address] = [fields.int(), fields.int(), Number(fields.word()), fields.word()]
  const [offset, size, link, info] = [Number(fields.word()), Number(fields.word()), fields.int(), fields.int()]
  return { nameOffset, type, flags, address, offset, size, link, info }
}

/** `undefined` for what is not loaded: notes about the stack and the like. */
function describeSegment(bytes: Buffer, wide: boolean): string | undefined {
  const fields = new Fields(bytes, wide)
  if (fields.int() !== 1) return undefined
  const early = wide ? fields.int() : 0
  fields.word()
  const [virtual, physical, inFile, inMemory] = [fields.word(), fields.word(), fields.word(), fields.word()]
  return [virtual, physical, inFile, inMemory, wide ? early : fields.int()].join(' ')
}

const slices = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: bytes.length / size }, (_, at) => bytes.subarray(at * size, (at + 1) * size))

/** @throws UnreadableElf for a name that is longer than any */
function nameAt(bytes: Buffer, at: number): string {
  const name = bytes.subarray(at, at + LONGEST_NAME)
  const end = name.indexOf(0)
  if (end === -1 && name.length === LONGEST_NAME) throw new UnreadableElf('a section with an endless name')
  return name.toString('latin1', 0, end === -1 ? name.length : end)
}

async function read(file: PlainFile, wanted: (section: Omit<ElfSection, 'content'>) => boolean): Promise<ElfFile> {
  const ident = await readAt(file, 0, 52)
  const wide = ident[4] === 2
  // Class 32 or 64, little endian: all that we build for.
  if (ident.readUInt32BE(0) !== 0x7f454c46 || ident[5] !== 1 || (!wide && ident[4] !== 1)) {
    throw new UnreadableElf('not a little-endian ELF file')
  }
  const header = new Fields(await readAt(file, 0, wide ? 64 : 52), wide).skip(16)
  const [type, machine] = [header.half(), header.half()]
  const entry = header.skip(4).word()
  const [segmentsAt, sectionsAt, flags] = [Number(header.word()), Number(header.word()), header.int()]
  const [segmentSize, segmentCount] = [header.skip(2).half(), header.half()]
  const [sectionSize, sectionCount, namesIndex] = [header.half(), header.half(), header.half()]
  if (sectionSize !== (wide ? 64 : 40) || (segmentCount > 0 && segmentSize !== (wide ? 56 : 32))) {
    throw new UnreadableElf('its headers have another size than ELF says')
  }
  const segments = slices(await readAt(file, segmentsAt, segmentSize * segmentCount), segmentSize || 1)
  const table = slices(await readAt(file, sectionsAt, sectionSize * sectionCount), sectionSize)
  const raw = table.map((bytes) => readSection(bytes, wide))
  const named = raw[namesIndex]
  if (!named) throw new UnreadableElf('its sections have no names')
  if (named.size > LIMIT_NAMES) throw new UnreadableElf('more names than the sections of a kernel have')
  const names = await readAt(file, named.offset, named.size)
  const sections: ElfSection[] = []
  let left = LIMIT_BYTES
  for (const { nameOffset, ...rest } of raw) {
    const section = { name: nameAt(names, nameOffset), ...rest }
    const bytes = section.type === SECTION.nobits || !wanted(section) ? 0 : section.size
    left -= bytes
    if (left < 0) throw new UnreadableElf('larger than a kernel can be')
    sections.push({ ...section, content: await readAt(file, bytes ? section.offset : 0, bytes) })
  }
  const loaded = segments.flatMap((bytes) => describeSegment(bytes, wide) ?? [])
  return { wordBytes: wide ? 8 : 4, type, machine, flags, entry, segments: loaded, sections }
}

/**
 * Reads the headers of a file of the output, and the content of the sections that are wanted.
 * @param path relative to the output directory
 * @throws UnreadableElf, OutputRefused
 */
export async function readElf(
  reader: OutputReader,
  path: string,
  wanted: (section: Omit<ElfSection, 'content'>) => boolean,
): Promise<ElfFile> {
  try {
    return await reader.withFile(path, LARGEST_VMLINUX, (file) => read(file, wanted))
  } catch (error) {
    if (error instanceof RangeError) throw new UnreadableElf(error.message)
    throw error
  }
}
