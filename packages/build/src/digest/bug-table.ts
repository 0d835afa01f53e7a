import { type ElfSection, SECTION } from './elf-file.ts'

/** How `struct bug_entry` of include/asm-generic/bug.h lies in memory. */
interface Layout {
  /** Bytes of each of its pointers. */
  readonly pointer: 4 | 8
  /** Pointers count from their own place. */
  readonly relative: boolean
  /** How many pointers there are, the file name's last. */
  readonly pointers: 2 | 3
}

// Relative everywhere but on 32-bit machines and in old trees. The third pointer is the format of a
// WARN in newest trees.
const LAYOUTS: readonly Layout[] = [
  { pointer: 4, relative: true, pointers: 2 },
  { pointer: 4, relative: false, pointers: 2 },
  { pointer: 8, relative: false, pointers: 2 },
  { pointer: 4, relative: true, pointers: 3 },
]

const FILE_NAME = /^[\w.+/@,-]*\.[\w+]+$/
const LONGEST_NAME = 512
// A kernel with everything in it has 100,000 entries. Each is looked up among the sections.
const LARGEST_TABLE = 8 << 20

const holds = ({ address, size }: ElfSection, place: bigint): boolean =>
  place >= address && place < address + BigInt(size)

function readPointer(table: ElfSection, at: number, { pointer, relative }: Layout): bigint {
  if (pointer === 8) return table.content.readBigUInt64LE(at)
  if (!relative) return BigInt(table.content.readUInt32LE(at))
  return table.address + BigInt(at) + BigInt(table.content.readInt32LE(at))
}

function isFileName(sections: readonly ElfSection[], place: bigint): boolean {
  const section = sections.find((one) => one.content.length > 0 && holds(one, place))
  if (!section || section.flags & SECTION.executable) return false
  const at = Number(place - section.address)
  const text = section.content.subarray(at, at + LONGEST_NAME)
  const end = text.indexOf(0)
  return end !== -1 && FILE_NAME.test(text.toString('latin1', 0, end))
}

function fits(table: ElfSection, sections: readonly ElfSection[], layout: Layout): boolean {
  const { fileAt, size } = places(layout)
  if (table.size === 0 || table.size > LARGEST_TABLE || table.size % size !== 0) return false
  const code = sections.filter(({ flags }) => flags & SECTION.executable)
  const known = new Map<bigint, boolean>()
  for (let at = 0; at < table.size; at += size) {
    const address = readPointer(table, at, layout)
    if (!code.some((section) => holds(section, address))) return false
    const file = readPointer(table, at + fileAt, layout)
    const named = known.get(file) ?? isFileName(sections, file)
    known.set(file, named)
    if (!named) return false
  }
  return true
}

function places({ pointer, pointers }: Layout): { fileAt: number; lineAt: number; size: number } {
  const fileAt = pointer * (pointers - 1)
  const lineAt = fileAt + pointer
  return { fileAt, lineAt, size: Math.ceil((lineAt + 4) / pointer) * pointer }
}

/**
 * Sets the line of each BUG and WARN to 0, so that a comment above one makes no other kernel. Which
 * layout a table has is not taken from the configuration, as that differs between trees, but found:
 * in the right one *every* entry points at code and at a file name. A table that fits none is left
 * as it is.
 * @returns whether one fitted
 */
export function maskBugLines(sections: readonly ElfSection[]): boolean {
  const table = sections.find(({ name, content }) => name === '__bug_table' && content.length > 0)
  const layout = table && LAYOUTS.find((one) => fits(table, sections, one))
  if (!layout) return false
  const { lineAt, size } = places(layout)
  for (let at = 0; at < table.size; at += size) table.content.writeUInt16LE(0, at + lineAt)
  return true
}
