import type { Candidate, VerdictWord } from '@kbisect/contracts'

export type MarkKind = VerdictWord | 'untested'

// The strip's language in small: bad stands above the line, good hangs below it.
const shapes: Record<MarkKind, string> = {
  bad: 'M4 1h6v6h-6z',
  good: 'M4 7h6v6h-6z',
  skip: 'M4.5 4.5h5v5h-5z',
  weak: 'M4.5 2.5h5v9h-5z',
  untested: 'M5.75 3.5h2.5v7h-2.5z',
}

/** The sign of a verdict, as the strip draws it. Beside it there is always a word. */
export function VerdictSign({ kind }: { kind: MarkKind }) {
  return (
    <svg className="verdict-sign" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <path className="sign-line" d="M0 6.5h14v1h-14z" />
      <path className={`v-${kind}`} d={shapes[kind]} />
    </svg>
  )
}

/** A verdict as sign and word. A commit that ran and has no verdict yet is undecided. */
export function VerdictWordMark({ verdict, runs }: Pick<Candidate, 'verdict' | 'runs'>) {
  const kind = verdict ?? 'untested'
  return (
    <span className={`verdict t-${kind}`}>
      <VerdictSign kind={kind} />
      {verdict ?? (runs > 0 ? 'undecided' : 'untested')}
    </span>
  )
}
