import { linesOf } from '@kbisect/text'
import { sourcePath } from './source-path.ts'
import type { CodePlace } from './terms.ts'

// What stands in front of a symbol, and how much of the text is looked at for it: a line may never
// end.
const HEAD = /^([0-9a-f]{8,16}) [a-z]$/i
const LONGEST_HEAD = 32

/**
 * Where in the image a frame lies, for addr2line.
 * @param systemMap text of the build's System.map: lines of address, type and symbol
 * @param frame of a signal: its offset lies in the failing instruction or in the call, not behind
 * it
 * @returns undefined when the symbol is not there, or there more than once: static functions may
 * share a name
 */
export function symbolAddress(systemMap: string, frame: CodePlace): bigint | undefined {
  let found: bigint | undefined
  const ending = ` ${frame.symbol}`
  for (let at = systemMap.indexOf(ending); at >= 0; at = systemMap.indexOf(ending, at + 1)) {
    const before = systemMap.slice(Math.max(0, at - LONGEST_HEAD), at)
    const match = HEAD.exec(before.slice(before.lastIndexOf('\n') + 1))
    if (!match || !['', '\n', '\r'].includes(systemMap.charAt(at + ending.length))) continue
    const address = BigInt(`0x${match[1]}`)
    if (found !== undefined && found !== address) return undefined
    found = address
  }
  return found === undefined ? undefined : found + BigInt(frame.offset)
}

const PLACE = /^(\S.*?):(\d+)(?: \(discriminator \d+\))?$/

/**
 * The source file and line in what addr2line says, relative to the source tree: `mm/cma.c:203`.
 * @param output of `addr2line`, with or without `-f` and `-i`; of inlined functions the innermost
 * comes first
 * @param sourceDirectory absolute path of the tree that was built; without it the first directory
 * that a kernel's tree has is
 *   taken for the start
 * @returns undefined where it does not know
 */
export function readAddr2line(output: string, sourceDirectory?: string): string | undefined {
  for (const line of linesOf(output)) {
    const [, path, number] = PLACE.exec(line.trim()) ?? []
    if (path === undefined || path.startsWith('??') || Number(number) === 0) continue
    return `${sourcePath(path, sourceDirectory)}:${number}`
  }
  return undefined
}
