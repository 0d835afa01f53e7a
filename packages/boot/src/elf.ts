import type { Machine } from './machines.ts'

const PROGRAM_HEADER_INTERPRETER = 3

/**
 * Why a file is no static little-endian program of the wanted machine, or undefined when it is one.
 */
export function whyNotStatic(bytes: Buffer, wanted: Machine['elf']): string | undefined {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[5] !== 1)
    return 'it is no little-endian ELF file'
  const wide = bytes[4] === 2
  if ((wide ? 64 : 32) !== wanted.bits || bytes.readUInt16LE(18) !== wanted.machine)
    return 'it is of another architecture'
  const table = wide ? Number(bytes.readBigUInt64LE(32)) : bytes.readUInt32LE(28)
  const size = bytes.readUInt16LE(wide ? 54 : 42)
  const count = bytes.readUInt16LE(wide ? 56 : 44)
  if (table + size * count > bytes.length) return 'it is cut off'
  for (let index = 0; index < count; index++) {
    const type = bytes.readUInt32LE(table + index * size)
    if (type === PROGRAM_HEADER_INTERPRETER) return 'it is linked dynamically'
    if (segmentEnd(bytes, table + index * size, wide) > bytes.length) return 'it is cut off'
  }
  return undefined
}

/** Where the part of the file ends that a program header speaks of. */
function segmentEnd(bytes: Buffer, header: number, wide: boolean): number {
  const read = (at: number) => (wide ? Number(bytes.readBigUInt64LE(header + 2 * at)) : bytes.readUInt32LE(header + at))
  return read(4) + read(16)
}
