import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.git', 'coverage'])

/** Returns the paths of all files of the checkout below a directory of it, but for what is installed or built. */
export function filesBelow(root: string, directory = ''): string[] {
  return readdirSync(join(root, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (SKIPPED.has(entry.name)) return []
    return entry.isDirectory() ? filesBelow(root, path) : [path]
  })
}

export interface MarkdownFile {
  readonly path: string
  readonly text: string
  /** Texts of inline code and of lines in fenced blocks, continued lines joined. */
  readonly code: readonly string[]
  /** Without code, for links. */
  readonly prose: string
}

const FENCED = /^( *)```[^\n]*\n([\s\S]*?)^\1```/gm
const INLINE = /`([^`]+)`/g

/** Returns the Markdown file at a path. */
export function readMarkdown(root: string, path: string): MarkdownFile {
  const text = readFileSync(join(root, path), 'utf8')
  const blocks = [...text.matchAll(FENCED)].flatMap(([, , block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
  const unfenced = text.replace(FENCED, '')
  const inline = [...unfenced.matchAll(INLINE)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '))
  return { path, text, code: [...blocks, ...inline], prose: unfenced.replace(INLINE, '') }
}

/** Returns the anchors of the headings of a Markdown text, as GitHub names them. */
export const anchorsOf = (text: string): string[] =>
  [...text.replace(FENCED, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
