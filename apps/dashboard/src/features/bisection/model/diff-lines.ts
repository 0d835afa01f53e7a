export type DiffLineKind = 'file' | 'hunk' | 'added' | 'removed' | 'meta' | 'context'

export interface DiffLine {
  readonly kind: DiffLineKind
  readonly text: string
}

/**
 * A unified diff line by line. Hunks are followed by their own lengths, so that no line of a file
 * can pose as a header.
 */
export function readDiff(diff: string): DiffLine[] {
  let old = 0
  let fresh = 0
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((text) => {
      const kind = old > 0 || fresh > 0 ? bodyKind(text) : headKind(text)
      const hunk = kind === 'hunk' ? /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text) : null
      if (hunk) {
        old = Number(hunk[1] ?? 1)
        fresh = Number(hunk[2] ?? 1)
      }
      if (kind === 'removed' || kind === 'context') old--
      if (kind === 'added' || kind === 'context') fresh--
      return { kind, text }
    })
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
