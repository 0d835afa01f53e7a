import { describe, expect, it } from 'vitest'
import { maskBugLines } from './bug-table.ts'
import { type ElfSection, SECTION } from './elf-file.ts'

const TEXT = 0xc0008000n
const STRINGS = 0xc0100000n
const TABLE = 0xc0200000n

function section(name: string, address: bigint, content: Buffer, flags: number): ElfSection {
  return { name, type: SECTION.progbits, flags, address, offset: 0, size: content.length, link: 0, info: 0, content }
}

/**
 * A kernel with its table in one of the layouts; each entry is an address, a file name's, a line
 * and flags.
 */
function kernel(write: (table: Buffer, at: number, entry: (typeof ENTRIES)[number]) => void, size: number) {
  const table = Buffer.alloc(size * ENTRIES.length)
  for (const [at, entry] of ENTRIES.entries()) write(table, at * size, entry)
  return [
    section('.text', TEXT, Buffer.alloc(0x1000), SECTION.alloc | SECTION.executable),
    section('.rodata', STRINGS, Buffer.from('mm/slub.c\0arch/arm/kernel/head.S\0not a file name\0'), SECTION.alloc),
    section('__bug_table', TABLE, table, SECTION.alloc | SECTION.write),
  ]
}

const ENTRIES = [
  { code: TEXT + 0x10n, file: STRINGS, line: 1234, flags: 0x0905 },
  { code: TEXT + 0xff0n, file: STRINGS + 10n, line: 7, flags: 1 },
]

const relative = (table: Buffer, at: number, target: bigint): unknown =>
  table.writeInt32LE(Number(target - TABLE - BigInt(at)), at)

describe('lines are masked and nothing else', () => {
  it.each<[string, Parameters<typeof kernel>[0], number, number]>([
    [
      'pointers that count from their own place',
      (table, at, { code, file, line, flags }) => {
        relative(table, at, code)
        relative(table, at + 4, file)
        table.writeUInt16LE(line, at + 8)
        table.writeUInt16LE(flags, at + 10)
      },
      12,
      8,
    ],
    [
      'addresses of 32 bits, as on arm',
      (table, at, { code, file, line, flags }) => {
        table.writeUInt32LE(Number(code), at)
        table.writeUInt32LE(Number(file), at + 4)
        table.writeUInt16LE(line, at + 8)
        table.writeUInt16LE(flags, at + 10)
      },
      12,
      8,
    ],
    [
      'addresses of 64 bits',
      (table, at, { code, file, line, flags }) => {
        table.writeBigUInt64LE(code, at)
        table.writeBigUInt64LE(file, at + 8)
        table.writeUInt16LE(line, at + 16)
        table.writeUInt16LE(flags, at + 18)
      },
      24,
      16,
    ],
    [
      'a format between code and file',
      (table, at, { code, file, line, flags }) => {
        relative(table, at, code)
        relative(table, at + 4, STRINGS + 34n)
        relative(table, at + 8, file)
        table.writeUInt16LE(line, at + 12)
        table.writeUInt16LE(flags, at + 14)
      },
      16,
      12,
    ],
  ])('in a table of %s', (_, write, size, lineAt) => {
    const sections = kernel(write, size)
    const expected = Buffer.from(sections[2]?.content ?? [])
    for (const [at] of ENTRIES.entries()) expected.writeUInt16LE(0, at * size + lineAt)
    expect(maskBugLines(sections)).toBe(true)
    expect(sections[2]?.content).toEqual(expected)
  })
})

describe('a table is left as it is', () => {
  const plain = (file: bigint, code?: bigint) => (table: Buffer, at: number, entry: (typeof ENTRIES)[number]) => {
    relative(table, at, code ?? entry.code)
    relative(table, at + 4, at === 0 ? entry.file : file)
    table.writeUInt16LE(entry.line, at + 8)
  }

  it.each([
    ['when one entry has no file name', kernel(plain(STRINGS + 34n), 12)],
    ['when one entry points nowhere', kernel(plain(STRINGS + 0x5000n), 12)],
    ['when a file name lies in code', kernel(plain(TEXT), 12)],
    ['when what should be code is none', kernel(plain(STRINGS, STRINGS), 12)],
    ['without verbose entries: addresses and flags', kernel((table, at, { code }) => relative(table, at, code), 8)],
    ['when it ends within an entry', kernel(plain(STRINGS), 13)],
  ])('%s', (_, sections) => {
    const before = Buffer.from(sections[2]?.content ?? [])
    expect(maskBugLines(sections)).toBe(false)
    expect(sections[2]?.content).toEqual(before)
  })

  it('when there is none', () => {
    expect(maskBugLines([])).toBe(false)
  })
})
