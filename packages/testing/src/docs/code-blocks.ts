interface CodeBlock {
  readonly language: string
  readonly text: string
}

/**
 * Returns the fenced code blocks of a Markdown text, in their order, and the text without them.
 * @throws Error when a block is not closed
 */
export function splitCodeBlocks(markdown: string): { blocks: CodeBlock[]; rest: string } {
  const blocks: CodeBlock[] = []
  const rest: string[] = []
  let open: { readonly fence: string; readonly language: string; readonly lines: string[] } | undefined
  for (const line of markdown.split('\n')) {
    const [, fence, language = ''] = /^( *```)(\S*)/.exec(line) ?? []
    if (!open) {
      if (fence === undefined) rest.push(line)
      else open = { fence, language, lines: [] }
    } else if (fence !== open.fence) open.lines.push(line)
    else {
      blocks.push({ language: open.language, text: open.lines.join('\n') })
      open = undefined
    }
  }
  if (open) throw new Error(`a code block is not closed: ${open.lines[0]}`)
  return { blocks, rest: rest.join('\n') }
}

/**
 * Returns the texts of the fenced code blocks of one language in a Markdown text, in their order.
 */
export const codeBlocks = (markdown: string, language: string): string[] =>
  splitCodeBlocks(markdown)
    .blocks.filter((block) => block.language === language)
    .map(({ text }) => text)
