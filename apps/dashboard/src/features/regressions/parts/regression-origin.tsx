import type { RegressionDetail } from '@kbisect/contracts'
import { originRows } from '../model/origin-rows.ts'

/** Where a regression was reported from. */
export function RegressionOrigin({ origin }: Pick<RegressionDetail, 'origin'>) {
  const rows = origin ? originRows(origin) : []
  if (rows.length === 0) return null
  return (
    <section className="panel" aria-labelledby="origin-title">
      <h2 id="origin-title">Where it comes from</h2>
      <dl className="facts">
        {rows.map(({ name, values }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {values.map(({ text, href }) => (
                <span key={text} className="origin-value">
                  {href ? (
                    <a href={href} rel="noreferrer">
                      {text}
                    </a>
                  ) : (
                    text
                  )}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
