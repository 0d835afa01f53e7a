import type { RegressionState, TriageRequest } from '@kbisect/contracts'
import { useState } from 'react'
import { send } from '../api/send.ts'
import { ActionForm } from './action-form.tsx'
import { FieldGroup, NamedField } from './named-field.tsx'

/** What can be said, and what it means. */
const states: Record<RegressionState, string> = {
  open: 'nothing yet',
  known: 'it was reported elsewhere already',
  claimed: 'being worked on',
  'false positive': 'it is no regression',
  fixed: 'a commit fixes it',
}

interface TriageFormProps {
  /** Path of what is triaged, below the API’s root. */
  readonly path: string
  readonly current: RegressionState
  readonly done: () => void
}

/** A form that sets the triage state of a regression. */
export function TriageForm({ path, current, done }: TriageFormProps) {
  const [state, setState] = useState<RegressionState>(current === 'open' ? 'known' : current)
  const [why, setWhy] = useState('')
  const [commit, setCommit] = useState('')
  const request: TriageRequest = {
    state,
    ...(why.trim() && { why: why.trim() }),
    ...(state === 'fixed' && { commit: commit.trim() }),
  }
  return (
    <ActionForm
      label="Triage state"
      submit="Save"
      fields={['state', 'why', 'commit']}
      act={() => send('POST', `${path}/triage`, request)}
      done={done}
      cancel={done}
    >
      <FieldGroup path="state" label={<span className="sr-only">What it is</span>}>
        <div className="triage-states">
          {Object.entries(states).map(([name, meaning]) => (
            <label key={name}>
              <input
                type="radio"
                name="triage-state"
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
      <NamedField path="why" label="Note" hint="A link, a name, a reason.">
        {(attributes) => (
          <textarea {...attributes} rows={2} value={why} onChange={(event) => setWhy(event.target.value)} />
        )}
      </NamedField>
    </ActionForm>
  )
}
