import { oneLine, plainLine } from '../text-format.ts'

const INVISIBLE = '\u200B'

// What would be markup inside a line. The first character may begin a list, a heading or a
// quotation.
const MARKUP = /[\\`*_[\]<>&|~$]/g
const LEADING = /^([#+\-=.]|\d+[.)])/
// What the forges turn into mentions, references, links and pictures after the markup was read, so
// that a backslash does not help:
// @name, #12, !12, ~label, %milestone, $12, &12, GH-12, https://, www., :smile:
const REFERENCE = /[@#!~%$&](?=[\w"])|\bGH(?=-\d)|:(?=\/\/)|\bwww(?=\.)|:(?=[\w+-]+:)/gi

/**
 * Text from anywhere as a line of prose that says the same and does nothing: no markup, no HTML,
 * nobody called, nothing linked.
 */
export function prose(text: string): string {
  return oneLine(text)
    .replace(REFERENCE, (sign) => `${sign}${INVISIBLE}`)
    .replace(MARKUP, '\\$&')
    .replace(LEADING, '\\$1')
}

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))

/** The same as a span of code, where the forges look for nothing. */
export function code(text: string): string {
  const line = oneLine(text)
  if (line === '') return ''
  const fence = '`'.repeat(longestRun(line) + 1)
  const space = /^`|`$/.test(line) || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : ''
  return `${fence}${space}${line}${space}${fence}`
}

/**
 * Returns a block of code. An entry may hold anything, and several lines, as a command that is
 * continued has.
 */
export function block(entries: readonly string[], language = 'text'): string {
  const clean = entries.flatMap((entry) => entry.split('\n')).map(plainLine)
  const fence = '`'.repeat(Math.max(3, longestRun(clean.join('\n')) + 1))
  return [`${fence}${language}`, ...clean, fence].join('\n')
}

/** A table; cells are Markdown already. Empty without rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  // In code a bar needs its backslash too; in prose it has it.
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Something long behind a word that unfolds it. The title is ours. */
export function details(title: string, body: string): string {
  return body === '' ? '' : `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`
}

/** A headed part; empty when nothing is in it. */
export function part(title: string, ...paragraphs: readonly string[]): string {
  const body = paragraphs.filter((paragraph) => paragraph !== '')
  return body.length === 0 ? '' : [`### ${title}`, ...body].join('\n\n')
}
