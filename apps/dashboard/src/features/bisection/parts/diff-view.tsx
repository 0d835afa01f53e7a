import type { CommitDetails } from '@kbisect/contracts'
import { useMemo } from 'react'
import { count } from '../../../model/headline.ts'
import type { DiffLine } from '../model/diff-lines.ts'
import { readDiff } from '../model/diff-lines.ts'

/** More would make the page slow; the commit itself is a git command away. */
const mostLines = 2000
const mostFiles = 1000

/** Diffstat, and the diff behind a click. */
export function DiffView({ commit: { diff, files, hasMoreFiles } }: { commit: CommitDetails }) {
  const lines = useMemo(() => readDiff(diff), [diff])
  const most = Math.max(1, ...files.map(changed))
  return (
    <div className="diff">
      <p className="diff-total">
        {count(files.length, 'file')}
        {hasMoreFiles && ' and more'} <span className="t-good">+{sum(files, 'added')}</span>{' '}
        <span className="t-bad">−{sum(files, 'deleted')}</span>
      </p>
      <table className="table compact diffstat">
        <caption className="sr-only">Changed files</caption>
        <tbody>
          {files.slice(0, mostFiles).map((file) => (
            <tr key={file.path}>
              <th scope="row">
                <code className="break">{file.path}</code>
              </th>
              <td className="t-good num">{file.added === null ? 'binary' : `+${file.added}`}</td>
              <td className="t-bad num">{file.deleted !== null && `−${file.deleted}`}</td>
              <td className="wide-only">
                <StatBar file={file} most={most} />
              </td>
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

type ChangedFile = CommitDetails['files'][number]

const changed = ({ added, deleted }: ChangedFile) => (added ?? 0) + (deleted ?? 0)

const sum = (files: readonly ChangedFile[], side: 'added' | 'deleted') =>
  files.reduce((total, file) => total + (file[side] ?? 0), 0).toLocaleString('en')

/** How much of a file changed, beside the file that changed most. */
function StatBar({ file, most }: { file: ChangedFile; most: number }) {
  const [added, all] = [((file.added ?? 0) / most) * 100, (changed(file) / most) * 100]
  return (
    <svg className="stat-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect className="v-good" width={added} height="8" />
      <rect className="v-bad" x={added} width={all - added} height="8" />
    </svg>
  )
}

/** A line's place is its identity: a diff does not change. */
const numbered = (lines: readonly DiffLine[]) => lines.map((line, index) => ({ key: index, line }))
