import { createHash } from 'node:crypto'

// Nobody's names; .example is reserved, so that no mail can ever reach anybody.
const AUTHORS = [
  'Ada Brookfield <ada@lab.example>',
  'Henrik Solberg <henrik@lab.example>',
  'Mei Tanaka <mei@lab.example>',
  'Priya Raman <priya@lab.example>',
  'Tomas Novak <tomas@lab.example>',
] as const

const MAINTAINER = 'Lab Maintainer <maintainer@lab.example>'

/**
 * Who writes a commit: the same person for the same subsystem, and always the maintainer for merges
 * and the import.
 */
export function signature(subject: string): string {
  if (subject.startsWith('Merge ') || subject.startsWith('Import ')) return MAINTAINER
  const digest = createHash('sha256')
    .update(subject.split(':')[0] ?? '')
    .digest()
  return AUTHORS[digest.readUInt16BE() % AUTHORS.length] ?? MAINTAINER
}
