import type { RegressionDetail } from '@kbisect/contracts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { Ago } from '../../../ui/time.tsx'

const words: Readonly<Record<RegressionDetail['life'][number]['kind'], string>> = {
  found: 'Found',
  'affects more': 'One more target',
  gone: 'Gone',
  'came back': 'Came back',
}

/** What a watch saw of a regression, from when it was found on. */
export function RegressionLife({ life }: Pick<RegressionDetail, 'life'>) {
  if (life.length === 0) return null
  return (
    <section className="panel" aria-labelledby="life-title">
      <h2 id="life-title">Since it was found</h2>
      <ol className="regression-life">
        {life.map(({ kind, commit, target, message, at }) => (
          <li key={`${kind} ${commit} ${target}`}>
            <b>{words[kind]}</b> <CommitHash hash={commit} /> <Ago at={at} />
            <p>{message}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}
