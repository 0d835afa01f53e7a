import type { MarkRequest, RegressionState } from '@kbisect/contracts'
import { useState } from 'react'
import { sendJson } from '../api/request.ts'
import { ActionForm } from './action-form.tsx'
import { FormField } from './form-field.tsx'

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
      act={() => sendJson('POST', `${path}/mark`, request)}
      done={done}
      cancel={done}
    >
      {(mistakes) => (
        <>
          <fieldset className="mark-states">
            <legend className="sr-only">What it is</legend>
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
          </fieldset>
          {state === 'fixed' && (
            <FormField
              label="Commit that fixes it"
              mistake={mistakes.get('commit')}
              hint="A hash, a tag or a branch of the tree."
              control={(tie) => (
                <input {...tie} value={commit} spellCheck={false} onChange={(event) => setCommit(event.target.value)} />
              )}
            />
          )}
          <FormField
            label="For the others"
            mistake={mistakes.get('why') ?? mistakes.get('state')}
            hint="A link, a name, a reason."
            control={(tie) => (
              <textarea {...tie} rows={2} value={why} onChange={(event) => setWhy(event.target.value)} />
            )}
          />
        </>
      )}
    </ActionForm>
  )
}
