import type { BisectionRequest, Preview } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { previewQuery } from '../../../api/preview-query.ts'
import { ApiError } from '../../../api/problem.ts'
import { mistakesOf } from '../../../model/field-paths.ts'
import type { FormInput } from '../../../model/form-inputs.ts'
import { roughly } from '../../../model/format-expected.ts'
import { count } from '../../../model/headline.ts'
import { CommitHash, TreeOfCommits } from '../../../ui/commit-hash.tsx'
import { MistakeList } from '../../../ui/mistake-summary.tsx'
import { useDebounced } from '../hooks/use-debounced.ts'

/** The form rests this long before it is asked what it would come to. */
const pauseMilliseconds = 600

interface PreviewPanelProps {
  readonly request: BisectionRequest
  readonly inputs: readonly FormInput[]
}

/** What the request would come to. */
export function PreviewPanel({ request, inputs }: PreviewPanelProps) {
  const text = useDebounced(JSON.stringify(request), pauseMilliseconds)
  const asked = JSON.parse(text) as BisectionRequest
  const ready = asked.tree !== '' && asked.good !== '' && asked.bad !== ''
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    ...previewQuery(asked),
    enabled: ready,
    placeholderData: (previous) => previous,
    retry: false,
  })
  const stale = isFetching || isPlaceholderData || text !== JSON.stringify(request)
  return (
    <section className="panel preview" aria-labelledby="preview-title" aria-busy={stale}>
      <div className="panel-head">
        <h2 id="preview-title">What it comes to</h2>
        <span className="muted" role="status">
          {ready && stale && 'Working it out …'}
        </span>
      </div>
      <div className="preview-body">
        {!ready && <p className="muted">Name a tree, a good and a bad commit: then it is worked out here.</p>}
        {ready && error && !isFetching && <Refusal error={error} inputs={inputs} />}
        {ready && !error && data && (
          <TreeOfCommits tree={asked.tree}>
            <PreviewFacts preview={data} />
          </TreeOfCommits>
        )}
      </div>
    </section>
  )
}

function Refusal({ error, inputs }: { error: Error; inputs: readonly FormInput[] }) {
  const errors = error instanceof ApiError ? error.problem?.errors : undefined
  const mistakes = mistakesOf(
    errors,
    inputs.map(({ path }) => path),
  )
  return (
    <>
      <p className="warn-text">{mistakes.length > 0 ? 'It would be refused like this:' : error.message}</p>
      <MistakeList mistakes={mistakes} inputs={inputs} />
    </>
  )
}

function PreviewFacts({ preview }: { preview: Preview }) {
  const { expected, mergeBases, targets, warnings, known } = preview
  return (
    <>
      {known !== null && (
        <p className="preview-known">
          This is bisected already.{' '}
          <Link to="/bisections/$id" params={{ id: known }}>
            Open it
          </Link>
        </p>
      )}
      <p className="preview-number">
        <b>{preview.commits.toLocaleString('en')}</b> {preview.commits === 1 ? 'commit' : 'commits'} in the range
      </p>
      <dl className="facts">
        <div>
          <dt>Expected</dt>
          <dd>
            {count(expected.builds, 'build')} · {count(expected.runs, 'run')} · {roughly(expected.seconds)}
          </dd>
        </div>
        <div>
          <dt>Good</dt>
          <dd>
            <CommitHash hash={preview.good.hash} /> {preview.good.subject}
          </dd>
        </div>
        <div>
          <dt>Bad</dt>
          <dd>
            <CommitHash hash={preview.bad.hash} /> {preview.bad.subject}
          </dd>
        </div>
        {mergeBases.length > 0 && (
          <div>
            <dt>Tested first</dt>
            <dd>
              {count(mergeBases.length, 'merge base')}, as good is not an ancestor of bad:{' '}
              {mergeBases.map((hash) => (
                <CommitHash key={hash} hash={hash} />
              ))}
            </dd>
          </div>
        )}
        <div>
          <dt>Targets</dt>
          <dd>{targets.join(', ')}</dd>
        </div>
      </dl>
      <p className="muted">{preview.basis}</p>
      {warnings.length > 0 && (
        <ul className="warnings" aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning} className="warn-text">
              {warning}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
