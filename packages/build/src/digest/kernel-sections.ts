import type { Hash } from 'node:crypto'
import type { OutputReader } from '../output/output-reader.ts'
import { maskBugLines } from './bug-table.ts'
import { type ElfFile, type ElfSection, readElf, SECTION, UnreadableElf } from './elf-file.ts'
import { findSymbols } from './elf-symbols.ts'

type Header = Omit<ElfSection, 'content'>

/** What the kernel prints first, and /proc/version: version, compiler, who, where and when. */
const BANNERS = ['linux_banner', 'linux_proc_banner']
const LONGEST_BANNER = 1024

const isLoaded = ({ flags }: Header): boolean => (flags & SECTION.alloc) !== 0
const hasNames = ({ type, name }: Header): boolean => type === SECTION.symtab || name === '.strtab'

/** Zeroes build ids, those of a vDSO inside the kernel too: a note of owner GNU and type 3. */
function maskBuildIds(bytes: Buffer): void {
  const typeAndOwner = Buffer.from('\x03\0\0\0GNU\0', 'latin1')
  for (let at = bytes.indexOf(typeAndOwner); at !== -1; at = bytes.indexOf(typeAndOwner, at + 8)) {
    if (at < 8 || bytes.readUInt32LE(at - 8) !== 4) continue
    const size = bytes.readUInt32LE(at - 4)
    if (size >= 8 && size <= 64) bytes.fill(0, at + 8, at + 8 + size)
  }
}

function maskBanners(elf: ElfFile): void {
  for (const { address, size, section } of findSymbols(elf, BANNERS)) {
    const holder = elf.sections[section]
    if (!holder || size > LONGEST_BANNER || address < holder.address) continue
    const at = Number(address - holder.address)
    if (at + size <= holder.content.length) holder.content.fill(0, at, at + size)
  }
}

/**
 * Adds what a linked kernel loads to a digest: entry, segments, each loaded section with its place
 * and content; build ids, banners and the lines of BUG and WARN masked. Debug information and
 * symbols are no part of it.
 * @throws UnreadableElf when it is no linked ELF file
 */
export async function addKernel(hash: Hash, reader: OutputReader, path: string): Promise<void> {
  const elf = await readElf(reader, path, (section) => isLoaded(section) || hasNames(section))
  if (elf.type !== 2 && elf.type !== 3) throw new UnreadableElf(`${path} is not linked`)
  const loaded = elf.sections.filter(isLoaded)
  maskBanners(elf)
  maskBugLines(loaded)
  hash.update(JSON.stringify([elf.machine, elf.flags, String(elf.entry), elf.segments]))
  for (const { name, type, flags, address, size, content } of loaded) {
    maskBuildIds(content)
    hash.update(JSON.stringify([name, type, flags, String(address), size])).update(content)
  }
}

// `.comment` names the compiler; the names of sections are digested with each.
const NOT_CODE = /^(?:\.rela?)?\.(?:debug|comment|gnu\.debug|shstrtab|stab)/

/**
 * Adds an object file that is yet to be linked: all but what is there for debuggers.
 * @throws UnreadableElf
 */
export async function addObject(hash: Hash, reader: OutputReader, path: string): Promise<void> {
  const counts = ({ name }: Header): boolean => !NOT_CODE.test(name)
  const elf = await readElf(reader, path, counts)
  hash.update(JSON.stringify([elf.machine, elf.flags]))
  for (const { name, type, flags, size, link, info, content } of elf.sections.filter(counts)) {
    hash.update(JSON.stringify([name, type, flags, size, link, info])).update(content)
  }
}
