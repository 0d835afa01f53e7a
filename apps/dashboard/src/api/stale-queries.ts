import type { QueryClient, QueryKey } from '@tanstack/react-query'

/** Returns whether the page is out of sight: its tab is in the background. */
export const isHidden = (): boolean => globalThis.document?.visibilityState === 'hidden'

/**
 * Says that what is known under a key is old. What a page shows is asked for again, all other
 * things when a page wants them next, and those of a page in the background when it comes to the
 * front.
 */
export const staleQueries = (client: QueryClient, queryKey: QueryKey, { exact = false } = {}): Promise<void> =>
  client.invalidateQueries({ queryKey, exact, refetchType: isHidden() ? 'none' : 'active' })
