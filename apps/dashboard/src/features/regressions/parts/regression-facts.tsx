import { type RegressionDetail, targetWords } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { firstFailure } from '../../../model/test-results.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { Fact } from '../../../ui/fact.tsx'
import { Ago } from '../../../ui/time.tsx'

const sources: Readonly<Record<RegressionDetail['source'], string>> = {
  bisection: 'a bisection that checked its boundaries',
  kcidb: 'reported to us as KCIDB',
  api: 'reported to us',
}

/** When it first failed, on what, and who found it. */
export function RegressionFacts({ regression }: { regression: RegressionDetail }) {
  const { history, good, bad, tree, branch, target, architecture, test, source, foundAt, signature } = regression
  const turned = firstFailure(history)
  return (
    <section className="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      <dl className="facts">
        <Fact name="First failed">
          <CommitHash hash={turned?.failed.commit ?? bad} /> {turned?.failed.subject}
          {turned && (
            <span className="sub">
              tested <Ago at={turned.failed.testedAt} />
            </span>
          )}
        </Fact>
        <Fact name="Last passed">
          <CommitHash hash={turned?.passed?.commit ?? good} /> {turned?.passed?.subject}
        </Fact>
        <Fact name="Found">
          <Ago at={foundAt} />
        </Fact>
        <Fact name="By">{sources[source]}</Fact>
        <Fact name="Tree">
          <Link to="/trees/$name" params={{ name: tree }}>
            {tree}
          </Link>
          {branch !== null && `, ${branch}`}
        </Fact>
        <Fact name="Target">{targetWords({ name: target, architecture })}</Fact>
        <Fact name="Test">{test}</Fact>
        {signature?.source && (
          <Fact name="Source">
            <code>{signature.source}</code>
          </Fact>
        )}
      </dl>
    </section>
  )
}
