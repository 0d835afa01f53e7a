import type { ByteRange } from './log-window.ts'
import type { LogView } from './partial-log.ts'

/** What a row of the viewer shows: a line with its number, or what is not loaded. */
export type LogRow =
  | { readonly kind: 'line'; readonly text: string; readonly number: number }
  | { readonly kind: 'gap'; readonly gap: ByteRange }

/** Lines as one list; behind a gap they are counted from the end: −1 is the last. */
export function logRows({ head, tail, gap }: LogView): LogRow[] {
  const rows: LogRow[] = head.map((text, index) => ({ kind: 'line', text, number: index + 1 }))
  if (gap) rows.push({ kind: 'gap', gap })
  tail.forEach((text, index) => {
    rows.push({ kind: 'line', text, number: index - tail.length })
  })
  return rows
}
