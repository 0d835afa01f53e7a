import { ansiSpans } from '../model/ansi.ts'
import { markMatches } from '../model/log-search.ts'

interface LogLineProps {
  readonly text: string
  readonly query: string
}

/** A console line: text only, whatever the kernel printed. */
export function LogText({ text, query }: LogLineProps) {
  const spans = markMatches(ansiSpans(text), query)
  let column = 0
  return (
    <span className="log-text">
      {spans.map((span) => {
        const key = column
        column += span.text.length
        if (span.marked) {
          return (
            <mark key={key} className={span.style}>
              {span.text}
            </mark>
          )
        }
        return span.style ? (
          <span key={key} className={span.style}>
            {span.text}
          </span>
        ) : (
          span.text
        )
      })}
    </span>
  )
}
