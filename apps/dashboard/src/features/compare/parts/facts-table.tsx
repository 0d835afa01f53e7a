import type { Bisection } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { type ComparedFact, comparedFacts } from '../model/compared-facts.ts'

const groups = ['Request', 'Result', 'Work'] as const

/** What two bisections were asked and came to, row by row; rows that differ say so. */
export function FactsTable({ first, second }: { first: Bisection; second: Bisection }) {
  const facts = comparedFacts(first, second)
  return (
    <div className="panel flush">
      <table className="table compact comparison">
        <caption className="sr-only">Two bisections side by side</caption>
        <thead>
          <tr>
            <th scope="col">Compared</th>
            <BisectionHead bisection={first} />
            <BisectionHead bisection={second} />
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={3} className="comparison-group">
                {group}
              </th>
            </tr>
            {facts
              .filter((fact) => fact.group === group)
              .map((fact) => (
                <FactRow key={fact.name} fact={fact} />
              ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function BisectionHead({ bisection }: { bisection: Bisection }) {
  return (
    <th scope="col">
      <Link to="/bisections/$id" params={{ id: bisection.id }}>
        {bisection.title}
      </Link>
      <span className="sub">{bisection.id.slice(0, 12)}</span>
    </th>
  )
}

function FactRow({ fact }: { fact: ComparedFact }) {
  return (
    <tr className={fact.differs ? 'is-different' : undefined}>
      <th scope="row">
        {fact.name}
        {fact.differs && <span className="sub">differs</span>}
      </th>
      <td className="break">{fact.first}</td>
      <td className="break">{fact.second}</td>
    </tr>
  )
}
