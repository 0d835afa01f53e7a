import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './problem.ts'

/** Told apart from faults that go away: the server has made up its mind. */
const isRefusal = (error: unknown) => error instanceof ApiError && error.status >= 400 && error.status < 500

/** `onSignedOut` is called when the API wants to know who asks. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ApiError && error.status === 401) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Events say when something is stale; the interval is for when the live connection is down.
        staleTime: 30_000,
        retry: (failures, error) => !isRefusal(error) && failures < 3,
      },
    },
  })
}
