import type { Candidate } from '@kbisect/contracts'
import { useState } from 'react'
import { Ago } from '../../../ui/time.tsx'
import { useMay } from '../../../ui/use-session.ts'
import { VerdictWordMark } from '../../../ui/verdict-mark.tsx'
import { OverrideForm } from './override-form.tsx'
import { RerunForm } from './rerun-form.tsx'

interface CandidateActionsProps {
  readonly candidate: Candidate
  readonly bisectionId: string
}

/** What a person said of a commit, and what can be asked of it. */
export function CandidateActions({ candidate, bisectionId }: CandidateActionsProps) {
  const [open, setOpen] = useState<'override' | 'rerun'>()
  const mayAct = useMay('submit')
  const done = () => setOpen(undefined)
  return (
    <div className="candidate-actions">
      {candidate.override && <OverrideWords override={candidate.override} />}
      {mayAct && open === undefined && (
        <div className="action-buttons">
          <button type="button" className="button" onClick={() => setOpen('rerun')}>
            Run it again …
          </button>
          <button type="button" className="button" onClick={() => setOpen('override')}>
            {candidate.override ? 'Change or take back the verdict …' : 'Set the verdict …'}
          </button>
        </div>
      )}
      {open === 'override' && <OverrideForm bisectionId={bisectionId} candidate={candidate} done={done} />}
      {open === 'rerun' && <RerunForm bisectionId={bisectionId} hash={candidate.hash} done={done} />}
    </div>
  )
}

function OverrideWords({ override: { verdict, by, why, at } }: { override: NonNullable<Candidate['override']> }) {
  return (
    <p className="said">
      <VerdictWordMark verdict={verdict} runs={1} /> by hand: <q className="break">{why}</q>
      <span className="sub">
        {by}, <Ago at={at} />
      </span>
    </p>
  )
}
