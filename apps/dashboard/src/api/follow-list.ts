import type { BisectionSummary, Overview, Page } from '@kbisect/contracts'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { listChangeOf, withEvent } from '../model/event-parts.ts'
import { type Connection, followEvents, onReconnect } from './event-stream.ts'
import { refetchPages } from './paged.ts'
import { bisectionsKey, overviewQuery } from './queries.ts'
import { createRefresher } from './refresher.ts'
import { isHidden, staleQueries } from './stale-queries.ts'

/**
 * All bisections together have events all the time: lists are asked for at most once in each such
 * window.
 */
const windowMilliseconds = 2000

/**
 * Events often arrive while the last fact of a burst is still being stored: this long after it, the
 * lists are asked for again.
 */
const settleMilliseconds = 2500

type Pages = InfiniteData<Page<BisectionSummary>, string | undefined>

/** All rows, or the one of a bisection. */
type ListPart = 'rows' | `row ${string}`

/**
 * Keeps the overview and the lists of bisections up to date until the returned function is called.
 * Events of bisections that no page shows cause no request unless they change which ones it shows.
 */
export function followList(client: QueryClient, tell: (connection: Connection) => void): () => void {
  const refresher = createRefresher<ListPart>({
    refresh: (parts) => Promise.all([refreshOverview(client, parts), refreshPages(client, parts)]),
    interval: () => windowMilliseconds,
    settle: settleMilliseconds,
  })
  const leave = followEvents('/events', {
    onEvent(event) {
      client.setQueriesData<Pages>({ queryKey: bisectionsKey }, (known) =>
        known?.pages.some(({ items }) => items.some((row) => withEvent(row, event) !== row))
          ? {
              ...known,
              pages: known.pages.map((page) => ({ ...page, items: page.items.map((row) => withEvent(row, event)) })),
            }
          : known,
      )
      const change = listChangeOf(event.type)
      if (change !== 'none') refresher.request([change === 'rows' ? 'rows' : `row ${event.bisectionId}`])
    },
    // This stream does not repeat the events of the time without a connection.
    onConnection: onReconnect(tell, () => refresher.request(['rows'])),
  })
  return () => {
    leave()
    refresher.stop()
  }
}

const isIn = (parts: ReadonlySet<ListPart>) => (row: Pick<BisectionSummary, 'id'>) => parts.has(`row ${row.id}`)

async function refreshOverview(client: QueryClient, parts: ReadonlySet<ListPart>): Promise<void> {
  const known = client.getQueryData<Overview>(overviewQuery.queryKey)
  const isShown = !known || parts.has('rows') || [...known.running, ...known.finished].some(isIn(parts))
  if (isShown) await staleQueries(client, overviewQuery.queryKey)
}

async function refreshPages(client: QueryClient, parts: ReadonlySet<ListPart>): Promise<void> {
  if (parts.has('rows') || isHidden()) return await staleQueries(client, bisectionsKey)
  const shown = client.getQueryCache().findAll({ queryKey: bisectionsKey, type: 'active' })
  await Promise.all(
    shown.map(({ queryKey }) => refetchPages<BisectionSummary>(client, queryKey, '/bisections', isIn(parts))),
  )
}
