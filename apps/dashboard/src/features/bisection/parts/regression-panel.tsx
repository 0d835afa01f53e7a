import type { Bisection } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { regressionQuery } from '../../../api/queries.ts'
import { TriagePanel } from '../../../ui/triage-panel.tsx'

/** The regression that a bisection is about, and what people say of it. */
export function RegressionPanel({ bisection: { id, regression } }: { bisection: Bisection }) {
  const { data } = useQuery({ ...regressionQuery(regression?.id ?? ''), enabled: regression !== null })
  if (!regression) return null
  return (
    <TriagePanel title="Regression" path={`/bisections/${id}`} state={regression.state} triage={data?.triage}>
      <p>
        <Link to="/regressions/$id" params={{ id: regression.id }}>
          History of this test
        </Link>
      </p>
    </TriagePanel>
  )
}
