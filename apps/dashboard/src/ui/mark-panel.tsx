import type { Mark, RegressionState } from '@kbisect/contracts'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { Hash } from './hash.tsx'
import { MarkForm } from './mark-form.tsx'
import { RegressionBadge } from './regression-badge.tsx'
import { Ago } from './time.tsx'
import { useMay } from './use-session.ts'

interface MarkPanelProps {
  readonly title: string
  /** Path of what is marked, below the API’s root. */
  readonly path: string
  readonly state: RegressionState
  /** undefined while it is not known. */
  readonly mark: Mark | null | undefined
  readonly children?: ReactNode
}

/** What people say of a regression, and the means to say something. */
export function MarkPanel({ title, path, state, mark, children }: MarkPanelProps) {
  const [open, setOpen] = useState(false)
  const maySubmit = useMay('submit')
  return (
    <section className="panel mark-panel" aria-labelledby="mark-title">
      <div className="panel-head">
        <h2 id="mark-title">{title}</h2>
        {maySubmit && (
          <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Close' : 'Change'}
          </button>
        )}
      </div>
      <p role="status">
        <RegressionBadge state={state} />{' '}
        {mark && (
          <span className="muted">
            said {mark.by}, <Ago at={mark.at} />
          </span>
        )}
        {mark === null && <span className="muted">Nobody has said anything of it.</span>}
      </p>
      {mark?.commit && (
        <p>
          Fixed by <Hash hash={mark.commit} />
        </p>
      )}
      {mark?.why && <p className="message">{mark.why}</p>}
      {children}
      {open && <MarkForm path={path} current={state} done={() => setOpen(false)} />}
    </section>
  )
}
