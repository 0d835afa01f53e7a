import type { Span } from './ansi.ts'

/** Indexes of the lines that contain the words, whatever the case. Empty for an empty query. */
export function matchingLines(lines: readonly string[], query: string): number[] {
  if (query === '') return []
  const wanted = query.toLowerCase()
  const found: number[] = []
  lines.forEach((line, index) => {
    if (line.toLowerCase().includes(wanted)) found.push(index)
  })
  return found
}

export interface MarkedSpan extends Span {
  readonly marked: boolean
}

/** Cuts spans where the words begin and end, also when a colour changes in the middle of a word. */
export function markMatches(spans: readonly Span[], query: string): MarkedSpan[] {
  if (query === '') return spans.map((span) => ({ ...span, marked: false }))
  const text = spans
    .map((span) => span.text)
    .join('')
    .toLowerCase()
  const wanted = query.toLowerCase()
  const marks: [number, number][] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    marks.push([at, at + wanted.length])
  }
  let start = 0
  return spans.flatMap((span) => {
    const pieces = cutSpan(span, start, marks)
    start += span.text.length
    return pieces
  })
}

function cutSpan(span: Span, start: number, marks: readonly (readonly [number, number])[]): MarkedSpan[] {
  const pieces: MarkedSpan[] = []
  const end = start + span.text.length
  let at = start
  const add = (to: number, marked: boolean) => {
    if (to > at) pieces.push({ text: span.text.slice(at - start, to - start), style: span.style, marked })
    at = Math.max(at, to)
  }
  for (const [from, to] of marks) {
    if (to <= start || from >= end) continue
    add(Math.max(from, start), false)
    add(Math.min(to, end), true)
  }
  add(end, false)
  return pieces
}

/** The match before or after a line, going round at the ends. */
export function nextMatch(matches: readonly number[], from: number, direction: 1 | -1): number | undefined {
  if (direction === 1) return matches.find((line) => line > from) ?? matches[0]
  return matches.findLast((line) => line < from) ?? matches.at(-1)
}
