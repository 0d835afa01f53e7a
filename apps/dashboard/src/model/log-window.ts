/** A section of bytes, `end` excluded. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Bytes of one request. */
export const chunkBytes = 512 * 1024
/** Bytes of one request while a whole log is read through. */
export const scanBytes = 4 * 1024 * 1024
/** A log up to this size is loaded whole. */
export const wholeBytes = 8 * 1024 * 1024
/**
 * What is loaded of each end of a longer one: failures are announced at the end, their cause often
 * at the start.
 */
export const endBytes = 2 * 1024 * 1024

/** Two logs are compared by so much of their beginnings. */
export const compareBytes = 4 * 1024 * 1024

/** Which bytes of a log to load at once: all of it, or its two ends. */
export function firstRanges(size: number): ByteRange[] {
  if (size <= 0) return []
  if (size <= wholeBytes) return [{ start: 0, end: size }]
  return [
    { start: 0, end: endBytes },
    { start: size - endBytes, end: size },
  ]
}

/** Cuts a section into requests of so many bytes. */
export function chunksOf({ start, end }: ByteRange, size = chunkBytes): ByteRange[] {
  const chunks: ByteRange[] = []
  for (let from = start; from < end; from += size) chunks.push({ start: from, end: Math.min(from + size, end) })
  return chunks
}

/** The value of a Range header; its end is included. */
export function rangeHeader({ start, end }: ByteRange): string {
  return `bytes=${start}-${end - 1}`
}

/** `512 B`, `42 kB`, `1.3 MB`. */
export function byteWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
