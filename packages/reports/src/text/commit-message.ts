import { linesOf } from '@kbisect/text'
import { fold, plainLine, WIDTH, wrap } from '../text-format.ts'

const INDENT = '    '
const MOST_LINES = 80

function showParagraph(lines: readonly string[]): string {
  const fits = lines.every((line) => line.length + INDENT.length <= WIDTH)
  // Traces, tables and trailers lose their meaning when filled; prose that is a little too wide does not.
  const prose = lines.every((line) => /^[A-Za-z("'`]/.test(line) && !/^[A-Za-z-]+: /.test(line))
  if (!fits && prose) return wrap(lines.join(' '), INDENT)
  return lines.map((line) => fold(line, line === '' ? '' : INDENT)).join('\n')
}

/** A commit message's text below the subject, indented, its prose filled to our width. */
export function showMessage(body: string): string {
  const lines = linesOf(body.trim()).map(plainLine)
  const shown = lines.slice(0, MOST_LINES).join('\n')
  const paragraphs = shown.split(/\n{2,}/).filter((paragraph) => paragraph !== '')
  if (lines.length > MOST_LINES) paragraphs.push(`[${lines.length - MOST_LINES} more lines]`)
  return paragraphs.map((paragraph) => showParagraph(paragraph.split('\n'))).join('\n\n')
}
