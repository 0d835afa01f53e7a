import type { RerunRequest } from '@kbisect/contracts'
import { useState } from 'react'
import { sendJson } from '../api/request.ts'
import { ActionForm } from './action-form.tsx'
import { FormField } from './form-field.tsx'

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
      act={() => sendJson('POST', `/bisections/${bisectionId}/candidates/${hash}/rerun`, request)}
      done={done}
      cancel={done}
    >
      {(mistakes) => (
        <>
          <FormField
            label="Runs"
            mistake={mistakes.get('runs')}
            hint="1 to 50 more."
            control={(tie) => (
              <input
                {...tie}
                type="number"
                min={1}
                max={50}
                value={runs}
                onChange={(event) => setRuns(event.target.value)}
              />
            )}
          />
          <FormField
            label="Why (may be left out)"
            mistake={mistakes.get('why')}
            control={(tie) => <input {...tie} value={why} onChange={(event) => setWhy(event.target.value)} />}
          />
        </>
      )}
    </ActionForm>
  )
}
