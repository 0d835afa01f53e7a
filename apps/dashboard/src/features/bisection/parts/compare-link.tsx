import type { Bisection, Run } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { tellingLogs } from '../../../model/representative-logs.ts'

/**
 * The two logs that tell most, and the way to see them side by side; nothing before both revisions
 * ran.
 */
export function TellingLogLinks({ bisection, runs }: { bisection: Bisection; runs: readonly Run[] }) {
  const { firstBad, lastGood } = tellingLogs(bisection, runs)
  if (!firstBad && !lastGood) return null
  const log = (run: Run | undefined, words: string) =>
    run && (
      <Link to="/runs/$id" params={{ id: run.id }} search={{ bisection: bisection.id }}>
        {words}
      </Link>
    )
  return (
    <p className="log-links">
      {log(firstBad, 'First bad log')}
      {log(lastGood, 'Last good log')}
      {firstBad && lastGood && (
        <Link to="/compare" search={{ good: lastGood.id, bad: firstBad.id, bisection: bisection.id }}>
          Both side by side
        </Link>
      )}
    </p>
  )
}
