import type { ConfigDifference } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { configDiffQuery } from '../../api/compare-queries.ts'
import { apiRoot } from '../../api/request.ts'
import { count } from '../../model/headline.ts'
import { BisectionCrumb } from '../../ui/bisection-crumb.tsx'
import { ShowAll, useCollapsed } from '../../ui/collapsed.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { ExactInput } from '../../ui/exact-input.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/use-title.ts'
import './styles/compare-bisections.css'

const mostShown = 200

/** The options in which two kernel configurations differ. */
export function ConfigDiffPage() {
  useTitle('Compare configurations')
  const { from, to, bisection } = useSearch({ from: '/config-diff' })
  return (
    <div className="page">
      <div className="crumbs">
        <Crumbs>
          <Link to="/bisections">Bisections</Link>
          {bisection && <BisectionCrumb id={bisection} />}
          <span>configurations</span>
        </Crumbs>
      </div>
      <h1>Compare configurations</h1>
      {from !== undefined && to !== undefined ? (
        <ConfigDiff from={from} to={to} />
      ) : (
        <Empty title="No configurations to compare">
          <p>
            The page lists the options in which two kernel configurations differ. Open the builds of a bisection, and
            choose “compare with good” beside a configuration.
          </p>
        </Empty>
      )}
    </div>
  )
}

function ConfigDiff({ from, to }: { from: string; to: string }) {
  const { data, error, isPending, refetch } = useQuery(configDiffQuery(from, to))
  const [typed, setTyped] = useState('')
  const id = useId()
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (isPending) return <Skeleton rows={12} label="Comparing the configurations" />
  const wanted = typed
    .trim()
    .replace(/^CONFIG_/i, '')
    .toUpperCase()
  const found = data.differences.filter(({ option }) => option.toUpperCase().includes(wanted))
  return (
    <>
      <p className="lead" role="status">
        {wanted === '' || data.differences.length === 0
          ? differWords(data.differences.length)
          : `${found.length.toLocaleString('en')} of ${count(data.differences.length, 'option')} match.`}
      </p>
      <p>
        <a href={`${apiRoot}/artifacts/${from}`}>First configuration</a> ·{' '}
        <a href={`${apiRoot}/artifacts/${to}`}>Second configuration</a>
      </p>
      {data.differences.length > 0 && (
        <div className="field">
          <label htmlFor={id}>Name of the option</label>
          <ExactInput id={id} value={typed} placeholder="KASAN" onChange={(event) => setTyped(event.target.value)} />
        </div>
      )}
      {found.length > 0 && <OptionTable key={wanted} differences={found} />}
    </>
  )
}

const differWords = (number: number): string =>
  number === 0 ? 'Both configurations are the same.' : `${count(number, 'option')} differ${number === 1 ? 's' : ''}.`

function OptionTable({ differences }: { differences: readonly ConfigDifference[] }) {
  const list = useCollapsed(differences, mostShown)
  return (
    <div className="panel flush">
      <table className="table compact comparison options">
        <caption className="sr-only">Options that differ, by name</caption>
        <thead>
          <tr>
            <th scope="col">Option</th>
            <th scope="col">First</th>
            <th scope="col">Second</th>
          </tr>
        </thead>
        <tbody>
          {list.shown.map(({ option, from, to }) => (
            <tr key={option}>
              <th scope="row">
                <code className="break">CONFIG_{option}</code>
              </th>
              <Value value={from} />
              <Value value={to} />
            </tr>
          ))}
        </tbody>
      </table>
      <ShowAll list={list} noun="options" />
    </div>
  )
}

function Value({ value }: { value: string | null }) {
  return <td className="break">{value === null ? <span className="muted">not named</span> : <code>{value}</code>}</td>
}
