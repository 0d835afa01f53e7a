// Pieces of words as we write commands: plain, in single quotes, or an escaped character.
const PIECE = /'([^']*)'|\\([\s\S])|([^\s'\\]+)|(\s+)/g

/**
 * The words of a command line that we recorded: plain words and quoted ones, nothing that a shell
 * would expand.
 */
export function shellWords(line: string): string[] {
  const words: string[] = []
  let open = false
  for (const [, quoted, escaped, plain, space] of line.matchAll(PIECE)) {
    if (space !== undefined) {
      open = false
      continue
    }
    const text = quoted ?? escaped ?? plain ?? ''
    if (open) words[words.length - 1] += text
    else words.push(text)
    open = true
  }
  return words
}
