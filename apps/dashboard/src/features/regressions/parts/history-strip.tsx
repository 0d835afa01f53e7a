import type { TestResult } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useRef, useState } from 'react'
import type { ResultKind } from '../../../model/test-results.ts'
import { resultKind, resultWords } from '../../../model/test-results.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { resultMarks } from '../../../ui/result-marks.ts'
import { Ago } from '../../../ui/time.tsx'
import { VerdictSign } from '../../../ui/verdict-mark.tsx'

/** How one test did, commit by commit, oldest first. One tab stop; arrows walk it. */
export function HistoryStrip({ history, bad }: { history: readonly TestResult[]; bad: string }) {
  const start = Math.max(
    0,
    history.findIndex(({ commit }) => commit === bad),
  )
  const [at, setAt] = useState(start)
  const list = useRef<HTMLOListElement>(null)
  const current = history[Math.min(at, history.length - 1)]
  const walk = (event: KeyboardEvent) => {
    const steps: Record<string, number | undefined> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: history.length - 1,
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = Math.min(Math.max(to, 0), history.length - 1)
    setAt(next)
    list.current?.querySelectorAll<HTMLElement>('.history-mark')[next]?.focus()
  }
  return (
    <section className="panel" aria-labelledby="history-title">
      <div className="panel-head">
        <h2 id="history-title">History of this test</h2>
        <Legend />
      </div>
      {history.length === 0 && <p className="muted">No commit was tested yet.</p>}
      {history.length > 0 && (
        <>
          <div className="history-frame">
            <ol ref={list} className="history" aria-label="Tested commits, oldest first" onKeyDown={walk}>
              {history.map((result, index) => (
                <li key={result.commit} onMouseEnter={() => setAt(index)} onFocus={() => setAt(index)}>
                  <HistoryMark result={result} stop={index === at} />
                </li>
              ))}
            </ol>
            <div className="history-ends muted" aria-hidden="true">
              <span>oldest commit</span>
              <span>newest commit</span>
            </div>
          </div>
          {current && <Readout result={current} />}
        </>
      )}
    </section>
  )
}

function HistoryMark({ result, stop }: { result: TestResult; stop: boolean }) {
  const kind = resultKind(result)
  const label = `${result.commit.slice(0, 12)} ${result.subject ?? ''}: ${resultWords(result)}`
  const shared = {
    className: `history-mark b-${resultMarks[kind]} ${stop ? 'history-current' : ''}`,
    title: label,
    tabIndex: stop ? 0 : -1,
  }
  if (result.bisectionId === null) {
    return (
      <button type="button" {...shared} aria-label={label}>
        <VerdictSign kind={resultMarks[kind]} />
      </button>
    )
  }
  return (
    <Link
      to="/bisections/$id"
      params={{ id: result.bisectionId }}
      search={{ commit: result.commit }}
      {...shared}
      aria-label={`${label}; open its bisection`}
    >
      <VerdictSign kind={resultMarks[kind]} />
    </Link>
  )
}

/** The commit under the pointer or the keyboard. Its height never changes. */
function Readout({ result }: { result: TestResult }) {
  const kind = resultKind(result)
  return (
    <div className="history-readout">
      <span className={`verdict t-${resultMarks[kind]}`}>
        <VerdictSign kind={resultMarks[kind]} />
        {kind}
      </span>
      <CommitHash hash={result.commit} />
      <span className="history-subject">{result.subject ?? 'subject not known'}</span>
      <span className="muted">
        {resultWords(result)}, <Ago at={result.testedAt} />
      </span>
    </div>
  )
}

function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      {(Object.keys(resultMarks) as ResultKind[]).map((kind) => (
        <li key={kind}>
          <VerdictSign kind={resultMarks[kind]} />
          {kind}
        </li>
      ))}
    </ul>
  )
}
