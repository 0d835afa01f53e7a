import type { Overview } from '@kbisect/contracts'
import { count } from '../model/headline.ts'
import { PageLink } from './page-link.tsx'
import { useMay } from './use-may.ts'

/** How much there is of everything, each number the way to it. */
export function Totals({ totals }: { totals: Overview['totals'] }) {
  const mayDecide = useMay('admin')
  const numbers: [label: string, number: number, to: string][] = [
    ['under way', totals.running, '/bisections?state=running'],
    [totals.culprits === 1 ? 'culprit named' : 'culprits named', totals.culprits, '/bisections?outcome=culprit'],
    [totals.openRegressions === 1 ? 'open regression' : 'open regressions', totals.openRegressions, '/regressions'],
    [totals.bisections === 1 ? 'bisection in all' : 'bisections in all', totals.bisections, '/bisections'],
  ]
  return (
    <>
      <ul className="totals" aria-label="Totals">
        {numbers.map(([label, number, to]) => (
          <li key={label} className="panel total">
            <PageLink to={to}>
              <b className="num">{number.toLocaleString('en')}</b> <span>{label}</span>
            </PageLink>
          </li>
        ))}
      </ul>
      {mayDecide && totals.heldMails > 0 && (
        <p className="panel held">
          {count(totals.heldMails, 'mail')} {totals.heldMails === 1 ? 'waits' : 'wait'} for somebody to look at{' '}
          {totals.heldMails === 1 ? 'it' : 'them'}.{' '}
          <PageLink to="/mails">Look at {totals.heldMails === 1 ? 'it' : 'them'}</PageLink>
        </p>
      )}
    </>
  )
}
