import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { getReachability, subscribeReachability } from '../api/reachability.ts'
import { request } from '../api/request.ts'

/** So often the service is asked whether it answers again. */
const AGAIN_MS = 3000

/**
 * Says that the service does not answer, asks it again and again, and then has all of the page read
 * anew.
 */
export function UnreachableBanner() {
  const client = useQueryClient()
  const lost = useSyncExternalStore(subscribeReachability, getReachability) === 'unreachable'
  const ask = useCallback(
    () =>
      // An error of the service is an answer too; without any, the next attempt follows.
      request('/session').then(
        () => undefined,
        () => undefined,
      ),
    [],
  )
  useEffect(() => {
    if (!lost) return
    const timer = setInterval(() => void ask(), AGAIN_MS)
    return () => {
      clearInterval(timer)
      void client.invalidateQueries()
    }
  }, [lost, ask, client])
  return (
    <div role="status" className={lost ? 'unreachable' : undefined}>
      {lost && (
        <>
          <span>
            <b>The service does not answer.</b> What is shown may be old. The page asks again every {AGAIN_MS / 1000}{' '}
            seconds and continues by itself.
          </span>
          <button type="button" className="button" onClick={() => void ask()}>
            Try now
          </button>
        </>
      )}
    </div>
  )
}
