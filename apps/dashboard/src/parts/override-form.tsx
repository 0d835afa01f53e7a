import type { Candidate, OverrideRequest } from '@kbisect/contracts'
import { useState } from 'react'
import { sendJson } from '../api/request.ts'
import { ActionForm } from './action-form.tsx'
import { FormField } from './form-field.tsx'

const verdicts = ['good', 'bad', 'skip'] as const

interface OverrideFormProps {
  readonly bisectionId: string
  readonly candidate: Candidate
  readonly done: () => void
}

/** Sets the verdict of a commit by hand, or lets the runs speak again. Why is always asked for: others will read it. */
export function OverrideForm({ bisectionId, candidate: { hash, override }, done }: OverrideFormProps) {
  const [verdict, setVerdict] = useState<(typeof verdicts)[number] | null>(override ? null : 'good')
  const [why, setWhy] = useState('')
  const request: OverrideRequest = { verdict, why: why.trim() }
  const choice = (value: typeof verdict, words: string) => (
    <label key={words} className="segment">
      <input type="radio" name={`verdict-${hash}`} checked={verdict === value} onChange={() => setVerdict(value)} />
      <span>{words}</span>
    </label>
  )
  return (
    <ActionForm
      label="Set the verdict by hand"
      submit={verdict === null ? 'Take it back' : `Say that it is ${verdict}`}
      fields={['verdict', 'why']}
      act={() => sendJson('PUT', `/bisections/${bisectionId}/candidates/${hash}/verdict`, request)}
      done={done}
      cancel={done}
    >
      {(mistakes) => (
        <>
          <fieldset className="segments">
            <legend className="sr-only">Verdict</legend>
            {verdicts.map((word) => choice(word, word))}
            {override && choice(null, 'what the runs say')}
          </fieldset>
          <FormField
            label="Why"
            mistake={mistakes.get('why') ?? mistakes.get('verdict')}
            hint="What you know that the runs do not show. Kept with your name."
            control={(tie) => (
              <textarea {...tie} rows={2} value={why} onChange={(event) => setWhy(event.target.value)} />
            )}
          />
        </>
      )}
    </ActionForm>
  )
}
