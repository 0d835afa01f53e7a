import type { RegressionState, Triage } from '@kbisect/contracts'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { CommitHash } from './commit-hash.tsx'
import { RegressionBadge } from './regression-badge.tsx'
import { Ago } from './time.tsx'
import { TriageForm } from './triage-form.tsx'
import { useMay } from './use-session.ts'

interface TriagePanelProps {
  readonly title: string
  /** Path of the regression or bisection, below the API’s root. */
  readonly path: string
  readonly state: RegressionState
  /** undefined while it is not known. */
  readonly triage: Triage | null | undefined
  readonly children?: ReactNode
}

/** The triage state of a regression, and a form that changes it. */
export function TriagePanel({ title, path, state, triage, children }: TriagePanelProps) {
  const [open, setOpen] = useState(false)
  const maySubmit = useMay('submit')
  return (
    <section className="panel triage-panel" aria-labelledby="triage-title">
      <div className="panel-head">
        <h2 id="triage-title">{title}</h2>
        {maySubmit && (
          <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Close' : 'Change'}
          </button>
        )}
      </div>
      <p role="status">
        <RegressionBadge state={state} />{' '}
        {triage && (
          <span className="muted">
            set by {triage.by}, <Ago at={triage.at} />
          </span>
        )}
        {triage === null && <span className="muted">Not triaged</span>}
      </p>
      {triage?.commit && (
        <p>
          Fixed by <CommitHash hash={triage.commit} />
        </p>
      )}
      {triage?.why && <p className="message">{triage.why}</p>}
      {children}
      {open && <TriageForm path={path} current={state} done={() => setOpen(false)} />}
    </section>
  )
}
