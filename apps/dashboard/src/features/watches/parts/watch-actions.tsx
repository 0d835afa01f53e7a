import type { Watch } from '@kbisect/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { send } from '../../../api/send.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { useMay } from '../../../ui/use-session.ts'

/** What an administrator does to a watch. */
export function WatchActions({ watch, deleted }: { watch: Watch; deleted: () => void }) {
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: (what: 'look' | 'pause' | 'resume') =>
      what === 'look'
        ? send<Watch>('POST', `/watches/${watch.id}/look`)
        : send<Watch>('PATCH', `/watches/${watch.id}`, { paused: what === 'pause' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['watches'] }),
  })
  if (!useMay('admin')) return null
  return (
    <div className="actions">
      {!watch.paused && (
        <button type="button" className="button" disabled={act.isPending} onClick={() => act.mutate('look')}>
          Look now
        </button>
      )}
      <button
        type="button"
        className="button"
        disabled={act.isPending}
        onClick={() => act.mutate(watch.paused ? 'resume' : 'pause')}
      >
        {watch.paused ? 'Resume' : 'Pause'}
      </button>
      <Link to="/watches/$id/edit" params={{ id: watch.id }} className="button">
        Change
      </Link>
      <ConfirmButton
        label="Delete"
        quiet
        dangerous
        question={`Delete the watch ${watch.name}?`}
        consequence="Its results are deleted and its checks cancelled. Bisections and regressions that it found stay."
        act={() => send('DELETE', `/watches/${watch.id}`)}
        after={deleted}
      />
      {act.error && (
        <p className="field-error" role="alert">
          {act.error.message}
        </p>
      )}
    </div>
  )
}
