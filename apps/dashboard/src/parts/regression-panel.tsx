import type { Bisection, Mark } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { regressionQuery } from '../api/queries.ts'
import { Hash } from './hash.tsx'
import { MarkForm } from './mark-form.tsx'
import { PageLink } from './page-link.tsx'
import { RegressionChip } from './regression-chip.tsx'
import { Ago } from './time.tsx'
import { useMay } from './use-may.ts'

/** The regression that a bisection is about, what people say of it, and the form to say more. */
export function RegressionPanel({ bisection: { id, regression } }: { bisection: Bisection }) {
  const { data } = useQuery({ ...regressionQuery(regression?.id ?? ''), enabled: regression !== null })
  const [marking, setMarking] = useState(false)
  const mayMark = useMay('submit')
  if (!regression) return null
  return (
    <section className="panel regression-panel" aria-labelledby="regression-title">
      <h2 id="regression-title">Regression</h2>
      <p className="regression-state">
        <RegressionChip state={regression.state} />
        <PageLink to={`/regressions/${regression.id}`}>History of this test</PageLink>
      </p>
      {data?.mark && <MarkWords mark={data.mark} />}
      {mayMark && !marking && (
        <button type="button" className="button" onClick={() => setMarking(true)}>
          Mark it …
        </button>
      )}
      {marking && <MarkForm path={`/bisections/${id}`} current={regression.state} done={() => setMarking(false)} />}
    </section>
  )
}

/** Who said what, and why. */
export function MarkWords({ mark: { by, at, why, commit } }: { mark: Mark }) {
  return (
    <p className="said">
      {commit && (
        <>
          by commit <Hash hash={commit} />{' '}
        </>
      )}
      {why && <q className="break">{why}</q>}
      <span className="sub">
        {by}, <Ago at={at} />
      </span>
    </p>
  )
}
