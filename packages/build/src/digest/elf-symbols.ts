import { type ElfFile, SECTION } from './elf-file.ts'

export interface ElfSymbol {
  readonly address: bigint
  /** In bytes. */
  readonly size: number
  /** Index of the section it lies in. */
  readonly section: number
}

/**
 * Finds symbols by name; needs the content of the symbol table and of its names. Those that are not
 * there are left out.
 */
export function findSymbols({ sections, wordBytes }: ElfFile, names: readonly string[]): ElfSymbol[] {
  const table = sections.find(({ type }) => type === SECTION.symtab)
  const strings = table && sections[table.link]?.content
  if (!strings) return []
  const wanted = new Set(names.flatMap((name) => placesOf(strings, name)))
  const found: ElfSymbol[] = []
  const size = wordBytes === 8 ? 24 : 16
  const { content } = table
  for (let at = 0; at + size <= content.length; at += size) {
    if (!wanted.has(content.readUInt32LE(at))) continue
    found.push(
      wordBytes === 8
        ? {
            address: content.readBigUInt64LE(at + 8),
            size: Number(content.readBigUInt64LE(at + 16)),
            section: content.readUInt16LE(at + 6),
          }
        : {
            address: BigInt(content.readUInt32LE(at + 4)),
            size: content.readUInt32LE(at + 8),
            section: content.readUInt16LE(at + 14),
          },
    )
  }
  return found
}

// Linkers let a name be the end of a longer one.
function placesOf(strings: Buffer, name: string): number[] {
  const places: number[] = []
  const needle = Buffer.from(`${name}\0`, 'latin1')
  for (let at = strings.indexOf(needle); at !== -1; at = strings.indexOf(needle, at + 1)) places.push(at)
  return places
}
