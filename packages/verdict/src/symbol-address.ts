import { sourcePath } from './source-path.ts'
import type { CodePlace } from './terms.ts'

const LINE = /^([0-9a-f]{8,16}) [a-z] (\S+)$/i

/**
 * Where in the image a frame lies, for addr2line.
 * @param systemMap text of the build's System.map: lines of address, type and symbol
 * @param frame of a signal: its offset lies in the failing instruction or in the call, not behind it
 * @returns undefined when the symbol is not there, or there more than once: static functions may share a name
 */
export function symbolAddress(systemMap: string, frame: CodePlace): bigint | undefined {
  let found: bigint | undefined
  const ending = ` ${frame.symbol}`
  for (let at = systemMap.indexOf(ending); at >= 0; at = systemMap.indexOf(ending, at + 1)) {
    const start = systemMap.lastIndexOf('\n', at) + 1
    const end = systemMap.indexOf('\n', at)
    const match = LINE.exec(systemMap.slice(start, end < 0 ? undefined : end).trimEnd())
    if (match?.[2] !== frame.symbol) continue
    const address = BigInt(`0x${match[1]}`)
    if (found !== undefined && found !== address) return undefined
    found = address
  }
  return found === undefined ? undefined : found + BigInt(frame.offset)
}

const PLACE = /^(\S.*?):(\d+)(?: \(discriminator \d+\))?$/

/**
 * The source file and line in what addr2line says, relative to the source tree: `mm/cma.c:203`.
 * @param output of `addr2line`, with or without `-f` and `-i`; of inlined functions the innermost comes first
 * @param sourceDirectory absolute path of the tree that was built; without it the first directory that a kernel's tree has is
 *   taken for the start
 * @returns undefined where it does not know
 */
export function readAddr2line(output: string, sourceDirectory?: string): string | undefined {
  for (const line of output.split('\n')) {
    const [, path, number] = PLACE.exec(line.trim()) ?? []
    if (path === undefined || path.startsWith('??') || Number(number) === 0) continue
    return `${sourcePath(path, sourceDirectory)}:${number}`
  }
  return undefined
}
