import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'
import { ApiError } from '../../api/problem.ts'
import { send } from '../../api/send.ts'
import { useTitle } from '../../ui/use-title.ts'

/** Exchanges a token for a session cookie that scripts cannot read. */
export function LoginPage() {
  useTitle('Sign in')
  const { next = '/', refused = false } = useSearch({ from: '/login' })
  const [token, setToken] = useState('')
  const id = useId()
  const signIn = useMutation({
    mutationFn: () => send('POST', '/session', { token: token.trim() }),
    // Loads the page anew: what was read without the session is gone, and an address of the API is
    // no page of ours.
    onSuccess: () => window.location.assign(next),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <div className="page narrow">
      <h1>Sign in</h1>
      <form className="panel sign-in" onSubmit={submit}>
        <label htmlFor={id}>Token</label>
        <input
          id={id}
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          required
          value={token}
          onChange={(event) => setToken(event.target.value)}
          aria-describedby={`${id}-hint`}
          aria-invalid={signIn.isError}
        />
        <p id={`${id}-hint`} className="muted">
          On the machine of the service, <code>kbisect login</code> prints a link that signs you in, and the file{' '}
          <code>token</code> of the state directory holds the first token: <code>~/.local/state/kbisect/token</code>,
          for root <code>/var/lib/kbisect/token</code>. From others, ask for a token of your own.
        </p>
        <p className="field-error" role="alert">
          {signIn.error ? refusal(signIn.error) : refused && !signIn.isPending && 'That link is not valid any more.'}
        </p>
        <button
          type="submit"
          className="button primary"
          disabled={signIn.isPending || signIn.isSuccess || token.trim() === ''}
        >
          Sign in
        </button>
      </form>
    </div>
  )
}

function refusal(error: Error): string {
  return error instanceof ApiError && error.status === 401
    ? 'This token is not known. Check that all of it was copied.'
    : error.message
}
