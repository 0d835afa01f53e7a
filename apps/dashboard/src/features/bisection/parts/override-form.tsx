import type { Candidate, Override, OverrideRequest } from '@kbisect/contracts'
import { useState } from 'react'
import { send } from '../../../api/send.ts'
import { ActionForm } from '../../../ui/action-form.tsx'
import { FieldGroup, NamedField } from '../../../ui/named-field.tsx'
import { Segments } from '../../../ui/segments.tsx'

const verdicts = ['good', 'bad', 'skip'] as const satisfies readonly Override['verdict'][]
const takenBack = 'what the runs say'
type Choice = Override['verdict'] | typeof takenBack

interface OverrideFormProps {
  readonly bisectionId: string
  readonly candidate: Candidate
  readonly done: () => void
}

/**
 * Sets the verdict of a commit by hand, or lets the runs speak again. Why is always asked for:
 * others will read it.
 */
export function OverrideForm({ bisectionId, candidate: { hash, override }, done }: OverrideFormProps) {
  const [chosen, setChosen] = useState<Choice>(override ? takenBack : 'good')
  const [why, setWhy] = useState('')
  const choices: readonly Choice[] = override ? [...verdicts, takenBack] : verdicts
  const verdict = chosen === takenBack ? null : chosen
  const request: OverrideRequest = { verdict, why: why.trim() }
  return (
    <ActionForm
      label="Set the verdict by hand"
      submit={verdict === null ? 'Take it back' : `Say that it is ${verdict}`}
      fields={['verdict', 'why']}
      act={() => send('PUT', `/bisections/${bisectionId}/candidates/${hash}/verdict`, request)}
      done={done}
      cancel={done}
    >
      <FieldGroup path="verdict" label={<span className="sr-only">Verdict</span>}>
        <Segments
          name={`verdict-${hash}`}
          options={choices.map((value) => ({ value, label: value }))}
          chosen={chosen}
          choose={setChosen}
        />
      </FieldGroup>
      <NamedField path="why" label="Why" hint="What you know that the runs do not show. Kept with your name.">
        {(attributes) => (
          <textarea {...attributes} rows={2} value={why} onChange={(event) => setWhy(event.target.value)} />
        )}
      </NamedField>
    </ActionForm>
  )
}
