import type { MarkRequest, RegressionState } from '@kbisect/contracts'
import { useState } from 'react'
import { send } from '../api/send.ts'
import { ActionForm } from './action-form.tsx'
import { FieldGroup, NamedField } from './named-field.tsx'

/** What can be said, and what it means. */
const states: Record<RegressionState, string> = {
  open: 'nothing yet',
  known: 'it was reported elsewhere already',
  claimed: 'somebody works on it',
  'false positive': 'it is no regression',
  fixed: 'a commit fixes it',
}

interface MarkFormProps {
  /** Path of what is marked, below the API’s root. */
  readonly path: string
  readonly current: RegressionState
  readonly done: () => void
}

/** Says of a regression what people know of it. */
export function MarkForm({ path, current, done }: MarkFormProps) {
  const [state, setState] = useState<RegressionState>(current === 'open' ? 'known' : current)
  const [why, setWhy] = useState('')
  const [commit, setCommit] = useState('')
  const request: MarkRequest = {
    state,
    ...(why.trim() && { why: why.trim() }),
    ...(state === 'fixed' && { commit: commit.trim() }),
  }
  return (
    <ActionForm
      label="Mark this regression"
      submit="Mark it"
      fields={['state', 'why', 'commit']}
      act={() => send('POST', `${path}/mark`, request)}
      done={done}
      cancel={done}
    >
      <FieldGroup path="state" label={<span className="sr-only">What it is</span>}>
        <div className="mark-states">
          {Object.entries(states).map(([name, meaning]) => (
            <label key={name}>
              <input
                type="radio"
                name="mark-state"
                checked={state === name}
                onChange={() => setState(name as RegressionState)}
              />
              <span>
                {name} <span className="sub">{meaning}</span>
              </span>
            </label>
          ))}
        </div>
      </FieldGroup>
      {state === 'fixed' && (
        <NamedField path="commit" label="Commit that fixes it" hint="A hash, a tag or a branch of the tree.">
          {(attributes) => (
            <input
              {...attributes}
              value={commit}
              spellCheck={false}
              onChange={(event) => setCommit(event.target.value)}
            />
          )}
        </NamedField>
      )}
      <NamedField path="why" label="For the others" hint="A link, a name, a reason.">
        {(attributes) => (
          <textarea {...attributes} rows={2} value={why} onChange={(event) => setWhy(event.target.value)} />
        )}
      </NamedField>
    </ActionForm>
  )
}
