import type { Run } from '@kbisect/contracts'
import type { KeyboardEvent, RefObject } from 'react'
import { logPath } from '../../../api/log-chunks.ts'
import { apiRoot } from '../../../api/request.ts'
import { byteWords } from '../../../model/log-window.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import type { LogSearch } from '../hooks/use-log-search.ts'
import type { LineRange } from '../model/line-range.ts'
import { Toggle } from './toggle.tsx'

interface LogToolsProps {
  readonly run: Run
  readonly searchField: RefObject<HTMLInputElement | null>
  readonly query: string
  readonly setQuery: (query: string) => void
  readonly search: LogSearch
  /** Number of the line that is looked at. */
  readonly current: number | undefined
  readonly goToMatch: (direction: 1 | -1) => void
  /** Undefined when the log does not show the failure. */
  readonly goToFailure: (() => void) | undefined
  /** Lines that the address names. */
  readonly marked: LineRange | undefined
  readonly wrap: boolean
  readonly setWrap: (wrap: boolean) => void
  readonly times: boolean
  readonly setTimes: (times: boolean) => void
  /** What takes a moment; undefined when nothing does. */
  readonly doing: string | undefined
  /** Gives it up; undefined when it is over in a moment anyway. */
  readonly stop: (() => void) | undefined
  /** Undefined while not all of them are known. */
  readonly lines: number | undefined
}

/** Search and the other tools above a log. */
export function LogTools(props: LogToolsProps) {
  const { run, query, search, goToMatch } = props
  const none = search.matches.length === 0
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
        {query !== '' && foundWords(search, props.current)}
      </span>
      {search.share !== undefined && (
        <button type="button" className="button quiet" onClick={search.cancel}>
          Stop searching ({Math.floor(search.share * 100)} %)
        </button>
      )}
      <button
        type="button"
        className="button"
        disabled={none}
        onClick={() => goToMatch(-1)}
        aria-label="Previous match"
      >
        ↑
      </button>
      <button type="button" className="button" disabled={none} onClick={() => goToMatch(1)} aria-label="Next match">
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
      <Toggle label="Wrap" letter="w" on={props.wrap} set={props.setWrap} />
      <Toggle label="Times between" letter="t" on={props.times} set={props.setTimes} />
      <span className="log-size">
        {props.doing ??
          `${props.lines === undefined ? '' : `${props.lines.toLocaleString('en')} lines, `}${byteWords(run.logBytes)}`}
      </span>
      {props.stop && (
        <button type="button" className="button quiet" onClick={props.stop}>
          Stop
        </button>
      )}
      {props.marked && <CopyButton text={window.location.href} label={`Copy link to ${linesWords(props.marked)}`} />}
      <a className="button" href={`${apiRoot}${logPath(run.id)}`} download={`kbisect-${run.id}.log`}>
        Download
      </a>
    </div>
  )
}

const linesWords = ({ first, last }: LineRange) => (first === last ? `line ${first}` : `lines ${first} to ${last}`)

function foundWords({ matches, more }: LogSearch, current: number | undefined): string {
  const all = `${matches.length.toLocaleString('en')}${more ? '+' : ''}`
  const at = current === undefined ? -1 : matches.indexOf(current)
  return at >= 0 ? `${(at + 1).toLocaleString('en')} of ${all}` : `${all} found`
}
