import type { RerunRequest } from '@kbisect/contracts'
import { useState } from 'react'
import { send } from '../../../api/send.ts'
import { ActionForm } from '../../../ui/action-form.tsx'
import { NamedField } from '../../../ui/named-field.tsx'

interface RerunFormProps {
  readonly bisectionId: string
  readonly hash: string
  readonly done: () => void
}

/** Asks for more runs of a commit. */
export function RerunForm({ bisectionId, hash, done }: RerunFormProps) {
  const [runs, setRuns] = useState('3')
  const [why, setWhy] = useState('')
  const request: RerunRequest = { runs: Number(runs), ...(why.trim() && { why: why.trim() }) }
  return (
    <ActionForm
      label="Run it again"
      submit="Run it again"
      fields={['runs', 'why']}
      act={() => send('POST', `/bisections/${bisectionId}/candidates/${hash}/rerun`, request)}
      done={done}
      cancel={done}
    >
      <NamedField path="runs" label="Runs" hint="1 to 50 more.">
        {(attributes) => (
          <input
            {...attributes}
            type="number"
            min={1}
            max={50}
            value={runs}
            onChange={(event) => setRuns(event.target.value)}
          />
        )}
      </NamedField>
      <NamedField path="why" label="Why (may be left out)">
        {(attributes) => <input {...attributes} value={why} onChange={(event) => setWhy(event.target.value)} />}
      </NamedField>
    </ActionForm>
  )
}
