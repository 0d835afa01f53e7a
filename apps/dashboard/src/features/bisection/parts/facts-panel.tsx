import { type Bisection, guestParts, testOf } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { count } from '../../../model/headline.ts'
import { duration } from '../../../model/relative-time.ts'
import { CopyHash } from '../../../ui/commit-hash.tsx'
import { Ago, Elapsed } from '../../../ui/time.tsx'

/** What was asked for, and what it took. */
export function FactsPanel({ bisection }: { bisection: Bisection }) {
  const { good, bad, branch, targets, progress, request, startedAt, finishedAt, createdBy, retryOf } = bisection
  const main = targets[0]
  const isCheck = bisection.check !== undefined
  const rows: [string, ReactNode][] = [
    ...(isCheck && good.hash === bad.hash
      ? []
      : [[isCheck ? 'Last good' : 'Good', <End key="good" end={good} />] as [string, ReactNode]]),
    [isCheck ? 'Revision' : 'Bad', <End key="bad" end={bad} />],
    ...(isCheck ? [] : [['Range', <RangeWords key="range" bisection={bisection} />] as [string, ReactNode]]),
    ...(branch === null ? [] : [['Branch', branch] as [string, ReactNode]]),
    ['Target', main ? <TargetWords key="target" target={main} /> : bisection.target],
    ['Test', <TestWords key="test" test={testOf(request)} />],
    ...(isCheck ? [] : [['Counts as bad', countsWords(request)] as [string, ReactNode]]),
    ['Started', startedAt ? <Ago key="started" at={startedAt} /> : 'not yet'],
    ['Took', startedAt ? <Took key="took" startedAt={startedAt} finishedAt={finishedAt} /> : '–'],
    ['Spent', `${count(progress.builds, 'build')}, ${count(progress.runs, 'run')}`],
  ]
  if (createdBy !== null) rows.push(['Asked for by', createdBy])
  if (retryOf !== null) {
    rows.push([
      'Repeats',
      <Link key="repeats" to="/bisections/$id" params={{ id: retryOf }}>
        bisection {retryOf.slice(0, 12)}
      </Link>,
    ])
  }
  if (progress.infrastructureErrors > 0)
    rows.push(['Retried', count(progress.infrastructureErrors, 'infrastructure error')])
  return (
    <section className="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">{isCheck ? 'Check' : 'Request'}</h2>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Which failures speak against a kernel. */
function countsWords({ match, failure, warnings }: Bisection['request']): string {
  const { kind, function: name, message } = failure ?? {}
  const wanted = [kind ?? 'a failure', name && `in ${name}`, message && `with “${message}”`].filter(Boolean).join(' ')
  const same = failure ? `the bad revision’s failure, if it is ${wanted}` : 'the same failure as at the bad revision'
  return `${match === 'any' ? 'any failure' : same}${warnings === 'fail' ? '; warnings too' : ''}`
}

function RangeWords({ bisection: { progress, result, search } }: { bisection: Bisection }) {
  if (progress.commits === 0) return <>not counted yet</>
  const canChange = result?.canChange ?? search?.canChange
  return (
    <>
      {count(progress.commits, 'commit')}
      {canChange !== undefined && canChange < progress.commits && (
        <div className="sub">{canChange.toLocaleString('en')} can change this kernel</div>
      )}
    </>
  )
}

function End({ end }: { end: Bisection['good'] }) {
  return (
    <>
      {!end.hash.startsWith(end.ref) && <span className="break">{end.ref} </span>}
      <CopyHash hash={end.hash} />
    </>
  )
}

function Took({ startedAt, finishedAt }: { startedAt: string; finishedAt: string | null }) {
  if (finishedAt === null) return <Elapsed since={startedAt} />
  return <>{duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}</>
}

function TargetWords({ target }: { target: Bisection['targets'][number] }) {
  const config = typeof target.config === 'string' ? target.config : target.config.name
  const fragments = target.fragments.map((fragment) => `+ ${fragment.name}`).join(' ')
  return (
    <>
      {target.name}
      <div className="sub">
        {target.toolchain}, {config} {fragments}
      </div>
      {target.guest && <div className="sub">{guestParts(target.guest).join(', ')}</div>}
      {target.cmdline && <code className="sub break">{target.cmdline}</code>}
    </>
  )
}

function TestWords({ test }: { test: NonNullable<Bisection['request']['test']> }) {
  switch (test.kind) {
    case 'boot':
      return 'it boots to user space'
    case 'build':
      return 'it compiles'
    case 'script':
      return (
        <details>
          <summary>a script in the guest</summary>
          <pre className="code">{test.script}</pre>
        </details>
      )
    case 'console':
      return (
        <>
          console {test.expect === 'present' ? 'must show' : 'must not show'}{' '}
          <code className="break">{test.pattern}</code>
        </>
      )
    case 'kunit':
      return (
        <>
          KUnit: <code className="break">{test.suite}</code>
          {test.case !== undefined && (
            <>
              , case <code className="break">{test.case}</code>
            </>
          )}
          {test.options !== undefined && test.options.length > 0 && ` (${test.options.join(', ')})`}
        </>
      )
  }
}
