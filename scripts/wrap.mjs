// Wraps comments and Markdown paragraphs. Pure: `wrap-files.mjs` reads and writes the files.
import ts from 'typescript'

/** Columns of a comment or of a line of Markdown. */
export const COLUMNS = 100

// Comments that tools read line by line.
const DIRECTIVE = /^(?:biome-ignore|oxlint-|eslint-|@ts-|@vitest-|v8 ignore|<reference|knip|prettier-ignore)/
const LIST_ITEM = /^(\s*)((?:[-*+]|\d+[.)])\s+)/
// Words that would begin a list, a heading or a quotation if they came first in a line.
const BEGINS_BLOCK = /^(?:[-*+>|=]+|#+|\d+[.)])$|^[#>|]/

/**
 * Cuts a paragraph into words. Code between back quotes and links are one word with what they
 * touch.
 *
 * @param {string} text
 */
function wordsOf(text) {
  return text.trim().match(/(?:`+[^`]*`+|\[[^\][`]*\]\([^()\s]*\)|[^\s`]|`)+/g) ?? []
}

/**
 * Fills lines with the words of a text.
 *
 * @param {string} text
 * @param {string} first what stands before the first line
 * @param {string} rest what stands before the others
 */
function fill(text, first, rest) {
  const lines = []
  let line = ''
  for (const word of wordsOf(text)) {
    const prefix = lines.length === 0 ? first : rest
    const fits = prefix.length + line.length + 1 + word.length <= COLUMNS
    if (line === '' || fits || BEGINS_BLOCK.test(word)) line += line === '' ? word : ` ${word}`
    else {
      lines.push(prefix + line)
      line = word
    }
  }
  if (line !== '') lines.push((lines.length === 0 ? first : rest) + line)
  return lines
}

/**
 * Wraps the paragraphs that have a line beyond the last column; every other line stays as it is.
 *
 * @param {readonly string[]} lines without what marks them as a comment
 * @param {string} prefix that mark
 * @param {(line: string) => boolean} isVerbatim
 */
function wrapParagraphs(lines, prefix, isVerbatim) {
  /** @type {string[]} */
  const out = []
  /** @type {string[]} */
  let paragraph = []
  const flush = () => {
    const isLong = paragraph.some((line) => prefix.length + line.length > COLUMNS)
    if (isLong) {
      const [first = ''] = paragraph
      const item = LIST_ITEM.exec(first)
      const indent = item ? item[0] : (/^\s*/.exec(first)?.[0] ?? '')
      const text = [first.slice(indent.length), ...paragraph.slice(1)].join(' ')
      const lines = fill(text, prefix + indent, prefix + ' '.repeat(indent.length))
      out.push(...lines.slice(0, -1), `${lines.at(-1)}${/ {2}$/.test(text) ? '  ' : ''}`)
    } else out.push(...paragraph.map((line) => (prefix + line).trimEnd()))
    paragraph = []
  }
  for (const line of lines) {
    const alone = line.trim() === '' || isVerbatim(line)
    if (alone || LIST_ITEM.test(line) || /^@\w/.test(line)) flush()
    if (alone) out.push((prefix + line).trimEnd())
    else paragraph.push(line)
    // Two spaces or a backslash at the end of a line of Markdown are a line break.
    if (/(?: {2}|\\)$/.test(line)) flush()
  }
  flush()
  return out
}

const isVerbatimComment = (/** @type {string} */ line) =>
  DIRECTIVE.test(line.trim()) || /^(?:\s{2,}(?![-*+\d])|```|\||\s*https?:\/\/\S+$)/.test(line)

/**
 * Wraps one comment that begins a line.
 *
 * @param {string} comment from its mark to its end
 * @param {string} indent
 */
function wrapBlock(comment, indent) {
  const open = comment.startsWith('/**') ? '/**' : '/*'
  const body = comment.slice(open.length, -2)
  const lines = body.split('\n').map((line) => line.replace(/^\s*\* ?/, ''))
  const only = lines.length === 1
  const content = only ? [lines[0]?.trim() ?? ''] : lines
  // The first line of a comment that begins beside its mark moves below it.
  if (!only && content[0]?.trim() === '') content.shift()
  else if (!only) content[0] = content[0]?.trim() ?? ''
  if (content.at(-1)?.trim() === '') content.pop()
  const wrapped = wrapParagraphs(content, `${indent} * `, isVerbatimComment)
  return `${open}\n${wrapped.join('\n')}\n${indent} */`
}

/** @param {string} text */
const isLong = (text) => text.split('\n').some((line) => line.length > COLUMNS)

/**
 * Returns a TypeScript or JavaScript source whose comments end before the last column. Comments
 * behind code and what tools read stay as they are.
 *
 * @param {string} source
 * @param {string} name of the file; its ending says what language it is
 */
export function wrapComments(source, name) {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true)
  /** @type {Map<number, ts.CommentRange>} */
  const comments = new Map()
  /** @type {ts.Node[]} */
  const texts = []
  const visit = (/** @type {ts.Node} */ node) => {
    const at = node.getFullStart()
    const ranges = [
      ...(ts.getLeadingCommentRanges(source, at) ?? []),
      ...(ts.getTrailingCommentRanges(source, at) ?? []),
    ]
    for (const range of ranges) comments.set(range.pos, range)
    if (node.kind === ts.SyntaxKind.JsxText) texts.push(node)
    for (const child of node.getChildren(file)) visit(child)
  }
  visit(file)
  // Text between the tags of JSX is no comment, whatever it looks like.
  for (const at of comments.keys()) if (texts.some((node) => node.pos <= at && at < node.end)) comments.delete(at)
  const sorted = [...comments.values()].sort((a, b) => a.pos - b.pos)
  const startOfLine = (/** @type {number} */ at) => source.lastIndexOf('\n', at - 1) + 1
  const edits = []
  for (let i = 0; i < sorted.length; i++) {
    const comment = /** @type {ts.CommentRange} */ (sorted[i])
    const indent = source.slice(startOfLine(comment.pos), comment.pos)
    if (indent.trim() !== '') continue
    if (comment.kind === ts.SyntaxKind.MultiLineCommentTrivia) {
      const text = source.slice(comment.pos, comment.end)
      const afterwards = source.slice(comment.end).split('\n')[0]?.trim() ?? ''
      if (isLong(source.slice(startOfLine(comment.pos), comment.end)) && afterwards === '')
        edits.push({ from: comment.pos, to: comment.end, text: wrapBlock(text, indent) })
      continue
    }
    let last = comment
    const lines = [source.slice(comment.pos, comment.end)]
    for (let next = sorted[i + 1]; next; next = sorted[i + 1]) {
      const between = source.slice(last.end, next.pos)
      if (next.kind !== comment.kind || between !== `\n${indent}`) break
      lines.push(source.slice(next.pos, next.end))
      last = next
      i++
    }
    if (!lines.some((line) => indent.length + line.length > COLUMNS)) continue
    const content = lines.map((line) => line.replace(/^\/\/ ?/, ''))
    const wrapped = wrapParagraphs(content, `${indent}// `, isVerbatimComment)
    edits.push({ from: comment.pos, to: last.end, text: wrapped.join('\n').slice(indent.length) })
  }
  return edits.reduceRight((text, { from, to, text: by }) => text.slice(0, from) + by + text.slice(to), source)
}

/**
 * Returns a source whose comments are lines that begin with a mark, wrapped.
 *
 * @param {string} source
 * @param {'#' | '///' | '//'} mark
 */
export function wrapLineComments(source, mark) {
  const lines = source.split('\n')
  const out = []
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? ''
    const found = new RegExp(`^(\\s*)${mark} (?!/)`).exec(line)
    if (!found) {
      out.push(line)
      i++
      continue
    }
    const block = []
    while (lines[i]?.startsWith(found[0])) block.push(lines[i++]?.slice(found[0].length) ?? '')
    out.push(...wrapParagraphs(block, found[0], isVerbatimComment))
  }
  return out.join('\n')
}

/**
 * Returns Markdown whose paragraphs and lists end before the last column. Tables, code, headings
 * and HTML stay as they are.
 *
 * @param {string} source
 */
export function wrapMarkdown(source) {
  let fence = ''
  const isVerbatim = (/** @type {string} */ line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1]
    if (fence !== '') {
      if (mark?.startsWith(fence)) fence = ''
      return true
    }
    if (mark) fence = mark
    return mark !== undefined || /^\s*(?:\||#|<|\[[^\]]+\]:|---|===|:::|!\[)/.test(line)
  }
  return wrapParagraphs(source.split('\n'), '', isVerbatim).join('\n')
}

/**
 * Wraps a file of this project by its ending. A file of another kind comes back as it is.
 *
 * @param {string} name
 * @param {string} source
 */
export function wrapFile(name, source) {
  if (!isLong(source)) return source
  if (/\.(?:ts|tsx|mjs|cjs|js)$/.test(name)) return wrapComments(source, name)
  if (name.endsWith('.md')) return wrapMarkdown(source)
  if (name.endsWith('.prisma')) return wrapLineComments(source, '///')
  if (/\.(?:sh|ya?ml|toml)$/.test(name)) return wrapLineComments(source, '#')
  return source
}

/**
 * Returns the number of the first line, from 1, in which two texts differ.
 *
 * @param {string} before
 * @param {string} after
 */
export function firstChange(before, after) {
  const then = before.split('\n')
  const now = after.split('\n')
  return then.findIndex((line, i) => line !== now[i]) + 1
}
