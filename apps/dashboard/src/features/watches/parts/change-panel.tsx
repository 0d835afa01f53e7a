import { type ComparedResult, failureText } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { type ChangeGroup, sameWords } from '../model/change-words.ts'
import { columnOf } from '../model/watch-matrix.ts'
import { ResultMark } from './watch-table.tsx'

/** The results of one kind of change, each with both sides. */
export function ChangePanel({ group, among }: { group: ChangeGroup; among: readonly ComparedResult[] }) {
  const { change, title, note, results } = group
  const id = `change-${change.replace(' ', '-')}`
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>
        {title} <span className="muted">{results.length}</span>
      </h2>
      {note !== undefined && <p className="muted">{note}</p>}
      <ul className="compared-list">
        {results.map((result) => (
          <Compared
            key={`${result.testIndex} ${result.target} ${result.a === null} ${result.b === null}`}
            result={result}
            name={columnOf(result, among)}
          />
        ))}
      </ul>
    </section>
  )
}

function Compared({ result, name }: { result: ComparedResult; name: string }) {
  const { a, b } = result
  const same = sameWords(result)
  const regressionId = b?.regressionId ?? a?.regressionId
  return (
    <li className="compared">
      <b className="break">{name}</b>
      <div>
        <Side result={a} /> <span aria-hidden="true">→</span>
        <span className="sr-only">, then</span> <Side result={b} />
        {regressionId && (
          <>
            {' '}
            <Link to="/regressions/$id" params={{ id: regressionId }}>
              Regression
            </Link>
          </>
        )}
        {same !== undefined && <p className="muted">{same}</p>}
        <Failures result={result} />
      </div>
    </li>
  )
}

const Side = ({ result }: { result: ComparedResult['a'] }) =>
  result === null ? <span className="muted">no result</span> : <ResultMark result={result} />

/** The failure of each side in words; once where both are the same. */
function Failures({ result: { a, b, sameFailure } }: { result: ComparedResult }) {
  const sides = sameFailure === true ? [b] : [a, b]
  const texts = sides.flatMap((side) => (side?.signature ? [failureText(side.signature)] : []))
  return [...new Set(texts)].map((text) => (
    <p key={text} className="break">
      {text}
    </p>
  ))
}
