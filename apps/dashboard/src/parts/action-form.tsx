import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError } from '../api/problem.ts'
import { fieldMistakes, type Mistakes } from '../model/field-mistakes.ts'

interface ActionFormProps {
  readonly label: string
  readonly submit: string
  /** Names of the fields, as the API calls them. */
  readonly fields: readonly string[]
  readonly act: () => Promise<unknown>
  readonly done?: () => void
  readonly cancel?: () => void
  readonly children: (mistakes: Mistakes['byField']) => ReactNode
}

/** A form that sends something, says beside each field what the server has against it, and then lets all be read again. */
export function ActionForm({ label, submit, fields, act, done, cancel, children }: ActionFormProps) {
  const client = useQueryClient()
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: () => {
      done?.()
      void client.invalidateQueries()
    },
  })
  const { error } = mutation
  const { byField, others } = fieldMistakes(
    error && { message: error.message, problem: error instanceof ApiError ? error.problem : undefined },
    fields,
  )
  return (
    <form
      className="action-form"
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        mutation.mutate()
      }}
    >
      {children(byField)}
      {others.length > 0 && (
        <p className="form-mistake" role="alert">
          {others.join(' ')}
        </p>
      )}
      <div className="action-buttons">
        <button type="submit" className="button primary" disabled={mutation.isPending}>
          {mutation.isPending ? 'Sending …' : submit}
        </button>
        {cancel && (
          <button type="button" className="button quiet" onClick={cancel}>
            Leave it
          </button>
        )}
      </div>
    </form>
  )
}
