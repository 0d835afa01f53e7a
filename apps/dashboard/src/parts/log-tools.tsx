import type { Run } from '@kbisect/contracts'
import type { KeyboardEvent, RefObject } from 'react'
import { logPath } from '../api/log-chunks.ts'
import { apiRoot } from '../api/request.ts'
import { byteWords } from '../model/log-window.ts'

interface LogToolsProps {
  readonly run: Run
  readonly searchField: RefObject<HTMLInputElement | null>
  readonly query: string
  readonly setQuery: (query: string) => void
  readonly matches: number
  /** Which match is shown, from 0; -1 for none. */
  readonly matchAt: number
  readonly goToMatch: (direction: 1 | -1) => void
  /** Undefined when the log does not show the failure. */
  readonly goToFailure: (() => void) | undefined
  readonly wrap: boolean
  readonly setWrap: (wrap: boolean) => void
  readonly loading: boolean
  readonly lines: number
}

/** Search and the other tools above a log. */
export function LogTools(props: LogToolsProps) {
  const { run, query, matches, goToMatch } = props
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') goToMatch(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape') props.setQuery('')
    else return
    event.preventDefault()
  }
  return (
    <div className="log-tools" role="toolbar" aria-label="Log tools">
      <input
        ref={props.searchField}
        type="search"
        className="log-search"
        placeholder="Search ( / )"
        aria-label="Search in the log"
        value={query}
        onChange={(event) => props.setQuery(event.target.value)}
        onKeyDown={keys}
      />
      <span className="log-matches" role="status">
        {query !== '' && (props.matchAt >= 0 ? `${props.matchAt + 1} of ${matches}` : `${matches} found`)}
      </span>
      <button
        type="button"
        className="button"
        disabled={matches === 0}
        onClick={() => goToMatch(-1)}
        aria-label="Previous match"
      >
        ↑
      </button>
      <button
        type="button"
        className="button"
        disabled={matches === 0}
        onClick={() => goToMatch(1)}
        aria-label="Next match"
      >
        ↓
      </button>
      <button
        type="button"
        className="button danger"
        disabled={!props.goToFailure}
        onClick={props.goToFailure}
        title="Key: f"
      >
        Go to failure
      </button>
      <button
        type="button"
        className="button"
        aria-pressed={props.wrap}
        onClick={() => props.setWrap(!props.wrap)}
        title="Key: w"
      >
        Wrap
      </button>
      <span className="log-size">
        {props.loading ? 'loading …' : `${props.lines.toLocaleString('en')} lines, ${byteWords(run.logBytes)}`}
      </span>
      <a className="button" href={`${apiRoot}${logPath(run.id)}`} download={`kbisect-${run.id}.log`}>
        Download
      </a>
    </div>
  )
}
