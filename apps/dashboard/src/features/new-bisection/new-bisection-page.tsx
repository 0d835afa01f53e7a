import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { regressionQuery, requestQuery } from '../../api/queries.ts'
import { treeStatusesQuery, usedTargetQuery } from '../../api/tree-queries.ts'
import type { NewSearch } from '../../model/form-search.ts'
import type { NewBisection } from '../../model/new-bisection.ts'
import { emptyForm } from '../../model/new-bisection.ts'
import { NeedsScope } from '../../ui/needs-scope.tsx'
import { Failure, Skeleton } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { formOfRegression } from './model/regression-to-form.ts'
import { formOfRequest } from './model/request-to-form.ts'
import { NewForm } from './parts/new-form.tsx'

/** Asks for a bisection; may begin with another's request, or with a regression. */
export function NewBisectionPage() {
  useTitle('New bisection')
  const search = useSearch({ from: '/new' })
  return (
    <div className="page">
      <h1>New bisection</h1>
      <NeedsScope scope="submit" what="Starting a bisection">
        <Prefilled search={search} />
      </NeedsScope>
    </div>
  )
}

/** Waits for what the form begins with. */
function Prefilled({ search }: { search: NewSearch }) {
  const { initial, error, retry } = useInitial(search)
  if (error) return <Failure error={error} retry={retry} />
  if (!initial) return <Skeleton rows={8} label="Loading what the form begins with" />
  const draft = new URLSearchParams({ ...search }).toString()
  return <NewForm key={draft} draft={draft} initial={initial} />
}

interface Initial {
  readonly initial: NewBisection | undefined
  readonly error: Error | null
  readonly retry: () => void
}

function useInitial({ from = '', regression = '', tree = '', good = '', bad = '' }: NewSearch): Initial {
  const known = useQuery({ ...requestQuery(from), enabled: from !== '' })
  const found = useQuery({ ...regressionQuery(regression), enabled: regression !== '' })
  const wanted = found.data ?? { tree: '', target: '', architecture: '' }
  const used = useQuery({
    ...usedTargetQuery(wanted.tree, wanted.target, wanted.architecture),
    enabled: found.data !== undefined,
  })
  const trees = useQuery(treeStatusesQuery)
  if (from !== '') {
    return {
      initial: known.data && formOfRequest(known.data),
      error: known.error,
      retry: () => void known.refetch(),
    }
  }
  if (regression !== '') {
    // Without the targets of before it is filled all the same, with less.
    const targets = used.data ?? (used.error ? [] : undefined)
    return {
      initial: found.data && targets && formOfRegression(found.data, targets),
      error: found.error,
      retry: () => void found.refetch(),
    }
  }
  const [only, ...rest] = trees.data ?? []
  const chosen = tree || (only && rest.length === 0 ? only.name : '')
  return {
    initial: trees.isPending ? undefined : { ...emptyForm(), tree: chosen, good, bad },
    error: null,
    retry: () => {},
  }
}
