/** Bytes `start` to `end`, both within; or nothing, when the whole is meant. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' }

/**
 * Reads a Range header for something of `size` bytes. What is malformed or asks for several parts
 * is ignored, as RFC 9110 allows: the whole is sent then.
 */
export function parseByteRange(header: string | undefined, size: number): RangeAnswer {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return { kind: 'whole' }
  if (from === '') {
    const last = Math.min(Number(to), size)
    return last === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: size - last, end: size - 1 }
  }
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < start) return { kind: 'whole' }
  return start >= size ? { kind: 'unsatisfiable' } : { kind: 'part', start, end }
}
