import { letterWidths } from '../text-width.ts'

/** A line cut to the width of the screen, so that it takes one row and can be painted over. */
export function fitLine(line: string, columns: number): string {
  let width = 0
  let fits = ''
  for (const { letter, width: wide } of letterWidths(line)) {
    // The last column is kept for the mark that something was cut.
    if (width + wide <= columns - 1) fits += letter
    width += wide
  }
  return width <= columns ? line : `${fits}…`
}
