import { type Bisection, type BisectionSummary, badgeOf } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { newestBisectionsQuery } from '../../../api/compare-queries.ts'
import { bisectionQuery } from '../../../api/queries.ts'

interface BisectionChoiceProps {
  readonly label: string
  readonly chosen: string | undefined
  readonly choose: (id: string | undefined) => void
}

/** Chooses one of the newest bisections; an older one that the address names stays chosen. */
export function BisectionChoice({ label, chosen, choose }: BisectionChoiceProps) {
  const id = useId()
  const { data: newest = [] } = useQuery(newestBisectionsQuery)
  const { data: own } = useQuery({ ...bisectionQuery(chosen ?? ''), enabled: chosen !== undefined })
  const isListed = newest.some((bisection) => bisection.id === chosen)
  const listed: readonly (BisectionSummary & Pick<Bisection, 'check'>)[] = own && !isListed ? [own, ...newest] : newest
  return (
    <div className="field field-grow">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={chosen ?? ''} onChange={({ target }) => choose(target.value || undefined)}>
        <option value="">Choose a bisection</option>
        {listed.map((bisection) => (
          <option key={bisection.id} value={bisection.id}>
            {badgeOf(bisection).badge} · {bisection.title} · {bisection.id.slice(0, 8)}
          </option>
        ))}
        {chosen !== undefined && !listed.some((bisection) => bisection.id === chosen) && (
          <option value={chosen}>{chosen}</option>
        )}
      </select>
    </div>
  )
}
