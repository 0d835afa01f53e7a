import type { Scope, TokenCreated, TokenRequest } from '@kbisect/contracts'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { send } from '../../../api/send.ts'
import { Mistakes, useFormMistakes } from '../../../ui/form-mistakes.ts'
import { MistakeSummary } from '../../../ui/mistake-summary.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { endOfDay, expiryAfter, expiryDays } from '../model/expiry.ts'

const scopes: Readonly<Record<Scope, string>> = {
  read: 'read: sees everything but tokens and webhooks',
  submit: 'submit: starts bisections, and says what regressions are',
  admin: 'admin: trees, webhooks and tokens too',
}

const inputs = [
  { path: 'name', label: 'Name' },
  { path: 'scope', label: 'Scope' },
  { path: 'expiresAt', label: 'Expiry' },
]

/** Makes a token. */
export function TokenForm({ made }: { made: (token: TokenCreated) => void }) {
  const [name, setName] = useState('')
  const [scope, setScope] = useState<Scope>('submit')
  const [life, setLife] = useState('90')
  const [day, setDay] = useState('')
  const { mistakes, trouble, tell, forget, clear } = useFormMistakes()
  const make = useMutation({
    mutationFn: (request: TokenRequest) => send<TokenCreated>('POST', '/tokens', request),
    onMutate: clear,
    onSuccess: ({ body }) => made(body),
    onError: (error) => tell(error, inputs),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const expiresAt = life === 'day' ? endOfDay(day) : expiryAfter(Number(life), Date.now())
    if (life === 'day' && expiresAt === undefined)
      tell([{ field: 'expiresAt', message: 'is no day', hint: 'choose the last day on which it is good' }], inputs)
    else make.mutate({ name: name.trim(), scope, ...(expiresAt && { expiresAt }) })
  }
  return (
    <Mistakes value={mistakes}>
      <form
        className="panel stack"
        noValidate
        aria-label="Make a token"
        onSubmit={submit}
        onChange={(event) => forget((event.target as Element).id)}
      >
        <MistakeSummary mistakes={mistakes} trouble={trouble} inputs={inputs} />
        <div className="form-row">
          <NamedField path="name" label="Name" className="field-grow" hint="Who or what it is for; shown in the audit.">
            {(attributes) => (
              <input
                {...attributes}
                value={name}
                autoComplete="off"
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </NamedField>
          <NamedField path={life === 'day' ? 'life' : 'expiresAt'} label="Expiry">
            {(attributes) => (
              <select {...attributes} value={life} onChange={(event) => setLife(event.target.value)}>
                {expiryDays.map((days) => (
                  <option key={days} value={days}>
                    {days === 0 ? 'never' : `after ${days} days`}
                  </option>
                ))}
                <option value="day">on a day</option>
              </select>
            )}
          </NamedField>
          {life === 'day' && (
            <NamedField path="expiresAt" label="Last day (UTC)">
              {(attributes) => (
                <input {...attributes} type="date" value={day} onChange={(event) => setDay(event.target.value)} />
              )}
            </NamedField>
          )}
        </div>
        <FieldGroup path="scope" label="Scope">
          <div className="ticks column">
            {(Object.keys(scopes) as Scope[]).map((word) => (
              <label key={word} className="check-line">
                <input type="radio" name="scope" checked={word === scope} onChange={() => setScope(word)} />
                {scopes[word]}
              </label>
            ))}
          </div>
        </FieldGroup>
        <button type="submit" className="button primary" disabled={make.isPending}>
          {make.isPending ? 'Making …' : 'Make it'}
        </button>
      </form>
    </Mistakes>
  )
}
