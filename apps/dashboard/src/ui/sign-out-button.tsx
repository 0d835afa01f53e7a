import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { send } from '../api/send.ts'

/** Ends the session of this browser. */
export function SignOutButton() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const signOut = useMutation({
    mutationFn: () => send('DELETE', '/session'),
    onSuccess: async () => {
      await navigate({ to: '/login' })
      client.clear()
    },
  })
  return (
    <button type="button" className="button quiet" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
      Sign out
    </button>
  )
}
