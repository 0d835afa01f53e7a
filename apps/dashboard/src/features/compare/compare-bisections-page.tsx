import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { bisectionQuery } from '../../api/queries.ts'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { rangeWords } from './model/compared-facts.ts'
import { AllDifferences } from './parts/all-differences.tsx'
import { BisectionChoice } from './parts/bisection-choice.tsx'
import { ConfigLinks } from './parts/config-links.tsx'
import { FactsTable } from './parts/facts-table.tsx'
import './styles/compare-bisections.css'

/** Two bisections side by side: what they were asked, what they came to, what that took. */
export function CompareBisectionsPage() {
  useTitle('Compare bisections')
  const { first, second } = useSearch({ from: '/compare-bisections' })
  const navigate = useNavigate({ from: '/compare-bisections' })
  const choose = (side: 'first' | 'second') => (id: string | undefined) =>
    void navigate({
      search: ({ [side]: _, ...rest }) => ({ ...rest, ...(id !== undefined && { [side]: id }) }),
      replace: true,
      resetScroll: false,
    })
  return (
    <div className="page">
      <div className="crumbs">
        <Crumbs>
          <Link to="/bisections">Bisections</Link>
          <span>comparison</span>
        </Crumbs>
      </div>
      <h1>Compare bisections</h1>
      <div className="panel form-row">
        <BisectionChoice label="First bisection" chosen={first} choose={choose('first')} />
        <BisectionChoice label="Second bisection" chosen={second} choose={choose('second')} />
      </div>
      {first !== undefined && second !== undefined ? (
        <Comparison first={first} second={second} />
      ) : (
        <Empty title="No bisections to compare">
          <p>
            The page shows requests, results, time and noise of two bisections side by side, with the options in which
            their kernel configurations differ. Choose two above.
          </p>
        </Empty>
      )}
    </div>
  )
}

function Comparison({ first, second }: { first: string; second: string }) {
  const [one, other] = [useQuery(bisectionQuery(first)), useQuery(bisectionQuery(second))]
  const error = one.error ?? other.error
  if (error) return <Failure error={error} retry={() => void Promise.all([one.refetch(), other.refetch()])} />
  if (!one.data || !other.data) return <Skeleton rows={12} label="Loading both bisections" />
  return (
    <>
      <p className="lead" role="status">
        {first === second ? 'Both are the same bisection.' : rangeWords(one.data, other.data)}
      </p>
      <FactsTable first={one.data} second={other.data} />
      <ConfigLinks first={one.data} second={other.data} />
      <AllDifferences first={first} second={second} />
    </>
  )
}
