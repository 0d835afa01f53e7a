import type { Bisection } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { treeQuery } from '../../../api/tree-queries.ts'
import { FetchProgressBar } from '../../../ui/fetch-progress.tsx'

const ASK_MS = 2000

/**
 * How far the fetch is that a bisection waits for before its range can be read; nothing once it is
 * read.
 */
export function WaitingForFetch({ bisection }: { bisection: Bisection }) {
  const waits = bisection.stage === 'prepare' && ['queued', 'running'].includes(bisection.state)
  const { data } = useQuery({ ...treeQuery(bisection.tree), enabled: waits, refetchInterval: ASK_MS })
  if (!waits || !data?.fetching) return null
  return (
    <p className="waiting-for-fetch" role="status">
      Waiting for the fetch of {data.name}. {data.progress && <FetchProgressBar progress={data.progress} />}
    </p>
  )
}
