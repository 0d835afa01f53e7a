export type DiffLineKind = 'file' | 'hunk' | 'added' | 'removed' | 'meta' | 'context'

export interface DiffLine {
  readonly kind: DiffLineKind
  readonly text: string
}

export interface FileChange {
  readonly path: string
  readonly added: number
  readonly removed: number
}

/** A unified diff line by line, and what it changes per file. Counts come from the hunks' own lengths, so no line can pose as a header. */
export function readDiff(diff: string): { lines: DiffLine[]; files: FileChange[] } {
  const lines: DiffLine[] = []
  const files: { path: string; added: number; removed: number }[] = []
  let old = 0
  let fresh = 0
  for (const text of diff.replace(/\n$/, '').split('\n')) {
    const kind = old > 0 || fresh > 0 ? bodyKind(text) : headKind(text)
    lines.push({ kind, text })
    if (kind === 'file') files.push({ path: text.replace(/^diff --git a\/.* b\//, ''), added: 0, removed: 0 })
    const hunk = kind === 'hunk' ? /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text) : null
    if (hunk) {
      old = Number(hunk[1] ?? 1)
      fresh = Number(hunk[2] ?? 1)
    }
    const file = files.at(-1)
    if (kind === 'added') {
      fresh--
      if (file) file.added++
    } else if (kind === 'removed') {
      old--
      if (file) file.removed++
    } else if (kind === 'context') {
      old--
      fresh--
    }
  }
  return { lines, files }
}

function bodyKind(text: string): DiffLineKind {
  if (text.startsWith('+')) return 'added'
  if (text.startsWith('-')) return 'removed'
  return text.startsWith('\\') ? 'meta' : 'context'
}

function headKind(text: string): DiffLineKind {
  if (text.startsWith('diff --git ')) return 'file'
  return text.startsWith('@@ ') ? 'hunk' : 'meta'
}
