import { Link } from '@tanstack/react-router'
import { clock, duration } from '../../../model/relative-time.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import type { TimeLine } from '../model/time-line.ts'

/** The bars in words, worker by worker in order of time. */
export function TimeLineTable({ line, bisectionId }: { line: TimeLine; bisectionId: string }) {
  return (
    <table className="table compact">
      <caption className="sr-only">Builds and boots over time</caption>
      <thead>
        <tr>
          <th scope="col">Worker</th>
          <th scope="col">After</th>
          <th scope="col">Took</th>
          <th scope="col">What</th>
          <th scope="col">Came of it</th>
        </tr>
      </thead>
      <tbody>
        {line.workers.flatMap(({ worker, bars }) =>
          bars.map((bar) => (
            <tr key={bar.id}>
              <th scope="row">{worker}</th>
              <td className="num">{clock(bar.start - line.start)}</td>
              <td className="num nowrap">{duration((bar.end - bar.start) / 1000)}</td>
              <td>
                {bar.what} <CommitHash hash={bar.commit} /> <span className="sub">{bar.target}</span>
              </td>
              <td className="break">
                {bar.runId ? (
                  <Link to="/runs/$id" params={{ id: bar.runId }} search={{ bisection: bisectionId }}>
                    {bar.words}
                  </Link>
                ) : (
                  bar.words
                )}
              </td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  )
}
