import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { splitCodeBlocks } from './code-blocks.ts'

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../../../..')

const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.git', 'coverage'])

/**
 * Returns the paths of all files below a directory of the checkout, but for what is installed or
 * built.
 */
export function filesBelow(directory = ''): string[] {
  return readdirSync(join(ROOT, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (SKIPPED.has(entry.name)) return []
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

/** Returns the text of a file of the checkout. */
export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

export interface MarkdownFile {
  readonly path: string
  readonly text: string
  /** Texts of inline code and of lines in fenced blocks, continued lines joined. */
  readonly code: readonly string[]
  /** Without code, for links. */
  readonly prose: string
}

const INLINE = /`([^`]+)`/g

/** Returns the Markdown file at a path of the checkout. */
export function readMarkdown(path: string): MarkdownFile {
  const text = readText(path)
  const { blocks, rest } = splitCodeBlocks(text)
  const lines = blocks.flatMap((block) => block.text.replaceAll('\\\n', ' ').split('\n'))
  const inline = [...rest.matchAll(INLINE)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '))
  return { path, text, code: [...lines, ...inline], prose: rest.replace(INLINE, '') }
}

/** Returns the anchors of the headings of a Markdown text, as GitHub names them. */
export const anchorsOf = (text: string): string[] =>
  [...splitCodeBlocks(text).rest.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
