import type { CommitSummary, Label } from '@kbisect/contracts'
import { namedWord } from '../model/format-culprit.ts'

/** The subject of a commit that a list names; one that is no more than probable looks otherwise. */
export function CulpritSubject({ culprit, label }: { culprit: CommitSummary; label: Label | null }) {
  const isProbable = namedWord(label) !== 'culprit'
  return <span className={isProbable ? 'culprit-subject is-probable' : 'culprit-subject'}>{culprit.subject}</span>
}
