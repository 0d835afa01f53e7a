/** Returns the texts of the fenced code blocks of one language in a Markdown text, in their order. */
export function codeBlocks(markdown: string, language: string): string[] {
  const lines = markdown.split('\n')
  const found: string[] = []
  let block: { readonly language: string; readonly lines: string[] } | undefined
  for (const line of lines) {
    const fence = /^ {0,3}```(\S*)/.exec(line)
    if (!fence) block?.lines.push(line)
    else if (!block) block = { language: fence[1] ?? '', lines: [] }
    else {
      if (block.language === language) found.push(block.lines.join('\n'))
      block = undefined
    }
  }
  return found
}
