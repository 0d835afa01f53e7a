import type { RegressionDetail } from '@kbisect/contracts'
import { useState } from 'react'
import { Hash } from './hash.tsx'
import { MarkForm } from './mark-form.tsx'
import { RegressionBadge } from './regression-badge.tsx'
import { Ago } from './time.tsx'
import { useMay } from './use-may.ts'

/** What people say of a regression, and the means to say something. */
export function RegressionMarkPanel({ regression }: { regression: RegressionDetail }) {
  const { state, mark } = regression
  const [open, setOpen] = useState(false)
  const maySubmit = useMay('submit')
  return (
    <section className="panel mark-panel" aria-labelledby="mark-title">
      <div className="panel-head">
        <h2 id="mark-title">State</h2>
        {maySubmit && (
          <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Close' : 'Change'}
          </button>
        )}
      </div>
      <p role="status">
        <RegressionBadge state={state} />{' '}
        {mark ? (
          <span className="muted">
            said {mark.by}, <Ago at={mark.at} />
          </span>
        ) : (
          <span className="muted">Nobody has said anything of it.</span>
        )}
      </p>
      {mark?.commit && (
        <p>
          Fixed by <Hash hash={mark.commit} />
        </p>
      )}
      {mark?.why && <p className="message">{mark.why}</p>}
      {open && <MarkForm path={`/regressions/${regression.id}`} current={state} done={() => setOpen(false)} />}
    </section>
  )
}
