import type { TreeCredentials, TreeStatus } from '@kbisect/contracts'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { send } from '../../../api/send.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { ExactInput } from '../../../ui/exact-input.tsx'
import { Mistakes } from '../../../ui/form-mistakes.ts'
import { MistakeSummary } from '../../../ui/mistake-summary.tsx'
import { NamedField } from '../../../ui/named-field.tsx'
import { useMay } from '../../../ui/use-session.ts'
import { useStoreTree } from '../hooks/use-store-tree.ts'

const inputs = [
  { path: 'user', label: 'User' },
  { path: 'password', label: 'Password or access token' },
]

const credentialsPath = (tree: string) => `/trees/${encodeURIComponent(tree)}/credentials`

/**
 * Whether git gives the server of a tree a user and a password, and for an admin the form that sets
 * and removes them.
 */
export function CredentialsPanel({ tree }: { tree: TreeStatus }) {
  const mayChange = useMay('admin')
  const [isOpen, setIsOpen] = useState(false)
  // Other servers ask for none by these means.
  const takesThem = /^https?:/i.test(tree.url)
  if (!takesThem && !tree.hasCredentials) return null
  const setLabel = tree.hasCredentials ? 'Replace credentials' : 'Set credentials'
  return (
    <section className="panel stack" aria-labelledby="credentials-title">
      <h2 id="credentials-title">Credentials</h2>
      <p role="status">
        {tree.hasCredentials
          ? 'Git gives the server of this tree the stored user and password. They are stored encrypted and never shown.'
          : 'No credentials are stored: git fetches this tree without signing in.'}
      </p>
      {mayChange && (
        <div className="actions">
          {takesThem && (
            <button type="button" className="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              {isOpen ? 'Close' : setLabel}
            </button>
          )}
          {tree.hasCredentials && (
            <ConfirmButton
              label="Remove"
              dangerous
              question={`Remove the credentials of ${tree.name}?`}
              consequence="Git fetches the tree without them. Where its server asks for some, fetches fail until they are set again."
              act={() => send('DELETE', credentialsPath(tree.name))}
            />
          )}
        </div>
      )}
      {mayChange && isOpen && <CredentialsForm tree={tree.name} stored={() => setIsOpen(false)} />}
    </section>
  )
}

function CredentialsForm({ tree, stored }: { tree: string; stored: () => void }) {
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const { store, mistakes, trouble, tell, forget } = useStoreTree<TreeCredentials>(
    'PUT',
    credentialsPath(tree),
    inputs,
    stored,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password === '') {
      tell([{ field: 'password', message: 'is empty', hint: 'enter a password or an access token' }], inputs)
      return
    }
    store.mutate({ ...(user.trim() !== '' && { user: user.trim() }), password })
  }
  return (
    <Mistakes value={mistakes}>
      <form
        className="stack"
        noValidate
        aria-label="Credentials of the tree"
        onSubmit={submit}
        onChange={(event) => forget((event.target as Element).id)}
      >
        <MistakeSummary mistakes={mistakes} trouble={trouble} inputs={inputs} />
        <div className="form-row">
          <NamedField path="user" label="User" hint="Empty: git, for servers that take access tokens.">
            {(attributes) => (
              <ExactInput {...attributes} value={user} onChange={(event) => setUser(event.target.value)} />
            )}
          </NamedField>
          <NamedField
            path="password"
            label="Password or access token"
            className="field-grow"
            hint="It must allow reading the repository. It cannot be read back."
          >
            {(attributes) => (
              <ExactInput
                {...attributes}
                type="password"
                autoComplete="new-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </NamedField>
        </div>
        <button type="submit" className="button primary" disabled={store.isPending}>
          {store.isPending ? 'Storing …' : 'Store credentials'}
        </button>
      </form>
    </Mistakes>
  )
}
