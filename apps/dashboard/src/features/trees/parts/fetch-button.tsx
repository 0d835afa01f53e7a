import type { TreeStatus } from '@kbisect/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { send } from '../../../api/send.ts'
import { useMay } from '../../../ui/use-session.ts'

/** Brings a tree up to date, and says what came of it. */
export function FetchButton({ tree }: { tree: TreeStatus }) {
  const client = useQueryClient()
  const may = useMay('submit')
  const fetchNow = useMutation({
    mutationFn: () => send<TreeStatus>('POST', `/trees/${encodeURIComponent(tree.name)}/fetch`),
    onSettled: () => client.invalidateQueries({ queryKey: ['trees'] }),
  })
  if (!may) return null
  const busy = fetchNow.isPending || tree.fetching
  return (
    <span className="fetch">
      <button type="button" className="button" disabled={busy} onClick={() => fetchNow.mutate()}>
        {busy ? 'Fetching …' : 'Fetch now'}
        <span className="sr-only"> {tree.name}</span>
      </button>
      {fetchNow.error && (
        <span className="field-error" role="alert">
          {fetchNow.error.message}
        </span>
      )}
    </span>
  )
}
