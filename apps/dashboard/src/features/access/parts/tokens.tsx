import type { Scope, Token, TokenCreated } from '@kbisect/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { tokensQuery } from '../../../api/access-queries.ts'
import { send } from '../../../api/send.ts'
import { absoluteTime } from '../../../model/relative-time.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { Failure, Skeleton } from '../../../ui/notice.tsx'
import { SecretOnce } from '../../../ui/secret-once.tsx'
import { Ago } from '../../../ui/time.tsx'
import { useNow } from '../../../ui/use-now.ts'
import { tokenState } from '../model/expiry.ts'
import { TokenForm } from './token-form.tsx'

const scopeTexts: Readonly<Record<Scope, string>> = {
  read: 'reads',
  submit: 'reads and submits',
  admin: 'may do everything',
}

/** The tokens that were made, and a form for another. */
export function Tokens() {
  const client = useQueryClient()
  const { data: tokens, error, isPending, refetch } = useQuery(tokensQuery)
  const [adding, setAdding] = useState(false)
  const [created, setCreated] = useState<TokenCreated>()
  return (
    <section className="stack" aria-labelledby="tokens-title">
      <div className="page-head">
        <h2 id="tokens-title">Tokens</h2>
        <button type="button" className="button" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          {adding ? 'Close' : 'Make a token'}
        </button>
      </div>
      {adding && (
        <TokenForm
          made={(token) => {
            void client.invalidateQueries({ queryKey: ['tokens'] })
            void client.invalidateQueries({ queryKey: ['audit'] })
            setAdding(false)
            setCreated(token)
          }}
        />
      )}
      {created && (
        <SecretOnce title={`The token ${created.name}`} secret={created.token} done={() => setCreated(undefined)}>
          It is shown once. Its holder {scopeTexts[created.scope]}.
        </SecretOnce>
      )}
      {isPending && <Skeleton rows={3} label="Loading tokens" />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {tokens && <TokenTable tokens={tokens} />}
    </section>
  )
}

function TokenTable({ tokens }: { tokens: readonly Token[] }) {
  return (
    <div className="panel flush">
      <table className="table list tokens">
        <caption className="sr-only">Tokens</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Scope</th>
            <th scope="col">Last used</th>
            <th scope="col">Created</th>
            <th scope="col">Expiry</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function TokenRow({ token }: { token: Token }) {
  const now = useNow(60_000)
  const state = tokenState(token, now)
  return (
    <tr className={state === 'valid' ? '' : 'token-over'}>
      <td data-label="Name" className="token-name">
        {token.name}
      </td>
      <td data-label="Scope">
        <span className="chip">{token.scope}</span>
      </td>
      <td data-label="Last used">
        {token.lastUsedAt === null ? <span className="muted">never</span> : <Ago at={token.lastUsedAt} />}
      </td>
      <td data-label="Created">
        <Ago at={token.createdAt} />
      </td>
      <td data-label="Expiry">
        {state === 'valid' && token.expiresAt === null && <span className="muted">never</span>}
        {state === 'valid' && token.expiresAt !== null && (
          <time dateTime={token.expiresAt} title={absoluteTime(token.expiresAt)}>
            {token.expiresAt.slice(0, 10)}
          </time>
        )}
        {state !== 'valid' && (
          <span className="warn-text">
            {state} <Ago at={token.revokedAt ?? token.expiresAt ?? token.createdAt} />
          </span>
        )}
      </td>
      <td className="token-action">
        {state === 'valid' && (
          <ConfirmButton
            label="Revoke"
            quiet
            dangerous
            question={`Revoke the token ${token.name}?`}
            consequence="Requests with it are refused from now on, also those of browsers that signed in with it. This cannot be undone."
            act={() => send('DELETE', `/tokens/${token.id}`)}
          />
        )}
      </td>
    </tr>
  )
}
