import { linesOf } from '@kbisect/text'
import { plainLine, wholeLine } from '../text-format.ts'

const MOST_LINES = 80

/** Returns the text of a commit message below its subject, indented as git shows it; of a very long one the beginning. */
export function showMessage(body: string): string {
  const lines = linesOf(body.trim()).map(plainLine)
  const shown = lines.slice(0, MOST_LINES)
  if (lines.length > MOST_LINES) shown.push(`[${lines.length - MOST_LINES} more lines]`)
  return shown.map((line) => wholeLine(line, '    ')).join('\n')
}
