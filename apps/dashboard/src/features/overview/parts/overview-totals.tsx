import type { Overview } from '@kbisect/contracts'
import { Link, linkOptions } from '@tanstack/react-router'
import { count } from '../../../model/headline.ts'
import { useMay } from '../../../ui/use-session.ts'

/** How much there is of everything, each number the way to it. */
export function Totals({ totals }: { totals: Overview['totals'] }) {
  const mayDecide = useMay('admin')
  const numbers = [
    {
      label: 'under way',
      number: totals.running,
      link: linkOptions({ to: '/bisections', search: { state: 'running' } }),
    },
    {
      label: `${totals.culprits === 1 ? 'culprit' : 'culprits'} named${totals.probable === 0 ? '' : `, ${totals.probable.toLocaleString('en')} not confirmed`}`,
      number: totals.culprits,
      link: linkOptions({ to: '/bisections', search: { outcome: 'culprit' } }),
    },
    {
      label: totals.openRegressions === 1 ? 'open regression' : 'open regressions',
      number: totals.openRegressions,
      link: linkOptions({ to: '/regressions', search: { state: 'open' } }),
    },
    {
      label: totals.bisections === 1 ? 'bisection in all' : 'bisections in all',
      number: totals.bisections,
      link: linkOptions({ to: '/bisections' }),
    },
  ]
  return (
    <>
      <ul className="totals" aria-label="Totals">
        {numbers.map(({ label, number, link }) => (
          <li key={label} className="panel total">
            <Link {...link}>
              <b className="num">{number.toLocaleString('en')}</b> <span>{label}</span>
            </Link>
          </li>
        ))}
      </ul>
      {mayDecide && totals.heldMails > 0 && (
        <p className="panel held">
          {count(totals.heldMails, 'mail')} {totals.heldMails === 1 ? 'waits' : 'wait'} for a decision.{' '}
          <Link to="/mails">Look at {totals.heldMails === 1 ? 'it' : 'them'}</Link>
        </p>
      )}
    </>
  )
}
