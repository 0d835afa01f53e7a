import type { Delivery } from '@kbisect/contracts'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { send } from '../../../api/send.ts'
import { deliveriesQuery } from '../../../api/webhook-queries.ts'
import { latency } from '../../../model/relative-time.ts'
import { LoadMore } from '../../../ui/load-more.tsx'
import { Empty, Failure, Skeleton } from '../../../ui/notice.tsx'
import { Ago } from '../../../ui/time.tsx'

/** A text of JSON, indented; any other as it is. */
function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

const looks: Readonly<Record<Delivery['state'], string>> = {
  waiting: 'status-running',
  delivered: 'status-culprit',
  failed: 'status-error',
}
const symbols: Readonly<Record<Delivery['state'], string>> = { waiting: '…', delivered: '✓', failed: '!' }

/** Deliveries come without an event: while one waits, it is asked often. */
const waitingMilliseconds = 1000

/** What was sent to a webhook and what it answered, newest first. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const query = useInfiniteQuery({
    ...deliveriesQuery(webhookId),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((each) => each.state === 'waiting'))
        ? waitingMilliseconds
        : false,
  })
  const deliveries = query.data?.pages.flatMap((page) => page.items)
  return (
    <section className="deliveries" aria-labelledby="deliveries-title">
      <h2 id="deliveries-title">Deliveries</h2>
      {query.isPending && <Skeleton rows={4} label="Loading deliveries" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {deliveries?.length === 0 && (
        <Empty title="Nothing was sent yet">
          <p>A ping shows whether the receiver answers.</p>
        </Empty>
      )}
      {deliveries && deliveries.length > 0 && (
        <ul className="panel flush">
          {deliveries.map((delivery) => (
            <DeliveryItem key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
    </section>
  )
}

function DeliveryItem({ delivery }: { delivery: Delivery }) {
  const { type, state, attempts, createdAt, nextAttemptAt, request } = delivery
  const last = attempts.at(-1)
  return (
    <li className="delivery">
      <details>
        <summary>
          <span className={`badge ${looks[state]}`}>
            <span className="badge-symbol" aria-hidden="true">
              {symbols[state]}
            </span>
            {state}
          </span>
          <span className="delivery-type">{type}</span>
          <span className="muted delivery-last">
            {last ? `${last.status ?? 'no answer'} in ${latency(last.milliseconds)}` : 'not tried yet'}
            {attempts.length > 1 && `, tried ${attempts.length} times`}
          </span>
          <span className="muted">
            <Ago at={createdAt} />
          </span>
        </summary>
        <div className="delivery-detail">
          {nextAttemptAt !== null && state === 'waiting' && (
            <p>
              Next attempt: <time dateTime={nextAttemptAt}>{new Date(nextAttemptAt).toUTCString()}</time>
            </p>
          )}
          <Attempts attempts={attempts} />
          <h3>Request</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by keys */}
          <section className="code-scroll" aria-label="Request" tabIndex={0}>
            <pre className="code">{prettyJson(request)}</pre>
          </section>
          <Redeliver delivery={delivery} />
        </div>
      </details>
    </li>
  )
}

function Attempts({ attempts }: Pick<Delivery, 'attempts'>) {
  if (attempts.length === 0) return null
  return (
    <ol className="attempts" aria-label="Attempts">
      {attempts.map((attempt) => (
        <li key={attempt.at}>
          <span className="num">
            <b>{attempt.status ?? 'no answer'}</b> in {latency(attempt.milliseconds)} · <Ago at={attempt.at} />
          </span>
          {attempt.error !== null && <span className="warn-text break">{attempt.error}</span>}
          {attempt.answer !== '' && <pre className="code">{attempt.answer}</pre>}
        </li>
      ))}
    </ol>
  )
}

function Redeliver({ delivery }: { delivery: Delivery }) {
  const client = useQueryClient()
  const again = useMutation({
    mutationFn: () => send('POST', `/deliveries/${delivery.id}/redeliver`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  })
  return (
    <div className="actions">
      <button type="button" className="button" disabled={again.isPending} onClick={() => again.mutate()}>
        {again.isPending ? 'Sending …' : 'Send it again'}
      </button>
      {again.error && (
        <span className="field-error" role="alert">
          {again.error.message}
        </span>
      )}
    </div>
  )
}
