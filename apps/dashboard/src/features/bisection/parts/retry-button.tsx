import type { Bisection, BisectionRequest } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { previewQuery } from '../../../api/preview-query.ts'
import { requestQuery } from '../../../api/queries.ts'
import { send } from '../../../api/send.ts'
import { expectedWork, roughly } from '../../../model/format-expected.ts'
import { count } from '../../../model/headline.ts'
import { duration } from '../../../model/relative-time.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'

const again = {
  label: 'Retry',
  question: 'Retry this bisection?',
  consequence:
    'A new bisection tests the same range, target and failure from the beginning. This one and its result stay.',
}
const fromCheck: typeof again = {
  label: 'Bisect',
  question: 'Bisect from the last good revision to this one?',
  consequence:
    'A new bisection tests both revisions and searches the commits between them. The check and its result stay.',
}

/** Starts the same search again as a new bisection, after saying what that costs. */
export function RetryButton({ bisection }: { bisection: Bisection }) {
  const navigate = useNavigate()
  return (
    <ConfirmButton
      {...(bisection.check ? fromCheck : again)}
      details={() => <Cost bisection={bisection} />}
      act={() => send<Bisection>('POST', `/bisections/${bisection.id}/retry`, {})}
      after={({ body: { id } }) => void navigate({ to: '/bisections/$id', params: { id } })}
    />
  )
}

/** What the new bisection is expected to take, and what this one took. */
function Cost({ bisection }: { bisection: Bisection }) {
  const { good, bad, progress, startedAt, finishedAt } = bisection
  const request = useQuery(requestQuery(bisection.id))
  const preview = useQuery({
    // Names may have moved since: a retry tests the commits that they named then.
    ...previewQuery({
      ...(request.data ?? bisection.request),
      good: good.hash,
      bad: bad.hash,
      attach: false,
    } as BisectionRequest),
    enabled: request.data !== undefined,
    retry: false,
  })
  const took = startedAt && finishedAt ? duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) : undefined
  const { data, error } = preview
  return (
    <dl className="facts">
      <div>
        <dt>Expected</dt>
        <dd role="status">
          {data ? `${expectedWork(data.expected)}, ${roughly(data.expected.seconds)}` : null}
          {(error ?? request.error) && 'The cost could not be estimated.'}
          {!data && !error && !request.error && 'Estimating the cost …'}
        </dd>
      </div>
      <div>
        <dt>{bisection.check ? 'The check took' : 'This one took'}</dt>
        <dd>
          {count(progress.builds, 'build')}, {count(progress.runs, 'run')}
          {took && `, ${took}`}
        </dd>
      </div>
      {data && data.warnings.length > 0 && (
        <div>
          <dt>Warnings</dt>
          <dd>{data.warnings.join(' ')}</dd>
        </div>
      )}
    </dl>
  )
}
