/**
 * A paragraph as lines of at most so many characters, all with the same beginning. A longer word
 * has a line of its own.
 * @param columns the beginning included
 */
export function fillLines(text: string, columns: number, start = ''): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${start}${word}`)
  }
  return lines
}
