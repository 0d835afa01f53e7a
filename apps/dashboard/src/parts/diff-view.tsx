import type { CommitDetails } from '@kbisect/contracts'
import { useMemo } from 'react'
import type { DiffLine } from '../model/diff-lines.ts'
import { readDiff } from '../model/diff-lines.ts'

/** More would make the page slow; the commit itself is a git command away. */
const mostLines = 2000

/** Diffstat, and the diff behind a click. */
export function DiffView({ commit: { diff, files } }: { commit: CommitDetails }) {
  const lines = useMemo(() => readDiff(diff), [diff])
  return (
    <div className="diff">
      <table className="table compact diffstat">
        <caption className="sr-only">Changed files</caption>
        <tbody>
          {files.map((file) => (
            <tr key={file.path}>
              <th scope="row">
                <code className="break">{file.path}</code>
              </th>
              <td className="t-good num">{file.added === null ? 'binary' : `+${file.added}`}</td>
              <td className="t-bad num">{file.deleted !== null && `−${file.deleted}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>Show the diff</summary>
        <pre className="diff-lines">
          {numbered(lines.slice(0, mostLines)).map(({ key, line }) => (
            <span key={key} className={`diff-${line.kind}`}>
              {line.text}
              {'\n'}
            </span>
          ))}
        </pre>
        {lines.length > mostLines && <p className="muted">{lines.length - mostLines} more lines are not shown.</p>}
      </details>
    </div>
  )
}

/** A line's place is its identity: a diff does not change. */
const numbered = (lines: readonly DiffLine[]) => lines.map((line, index) => ({ key: index, line }))
