import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../../../api/problem.ts'
import { resolvedQuery } from '../../../api/tree-queries.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { Ago } from '../../../ui/time.tsx'
import { useDebounced } from '../hooks/use-debounced.ts'

/** What is typed may be on its way to something longer: it is asked for when the typing pauses. */
const pauseMilliseconds = 350

/** Which commit a ref names, or why none. It keeps its two lines, so that nothing jumps. */
export function ResolvedRef({ tree, typed }: { tree: string; typed: string }) {
  const ref = useDebounced(typed, pauseMilliseconds)
  const { data, error } = useQuery({ ...resolvedQuery(tree, ref), enabled: tree !== '' && ref !== '' })
  const settled = ref === typed && typed !== ''
  return (
    <span className="resolved" role="status">
      {typed === '' && 'A branch, a tag, a hash, or v6.1~3.'}
      {typed !== '' && tree === '' && 'Choose a tree to see what this names.'}
      {typed !== '' && tree !== '' && (!settled || (!data && !error)) && 'Looking …'}
      {settled && data && (
        <>
          <CommitHash hash={data.hash} tree={tree} /> {data.subject} · <Ago at={data.committedAt} />
        </>
      )}
      {settled && error && <span className="warn-text">{refusal(error, tree, ref)}</span>}
    </span>
  )
}

function refusal(error: Error, tree: string, ref: string): string {
  return error instanceof ApiError && error.status === 404
    ? `${tree} has nothing called ${ref}. It may be newer than the last fetch.`
    : error.message
}
