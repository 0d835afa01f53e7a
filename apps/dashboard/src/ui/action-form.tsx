import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useId } from 'react'
import { FormName, Mistakes, useFormMistakes } from './form-mistakes.ts'

interface ActionFormProps {
  readonly label: string
  readonly submit: string
  /** Paths of the fields, as the API calls them. */
  readonly fields: readonly string[]
  readonly act: () => Promise<unknown>
  readonly done?: () => void
  readonly cancel?: () => void
  readonly children: ReactNode
}

/**
 * A small form that sends something, says beside each field what the server has against it, and
 * then lets all be read again.
 */
export function ActionForm({ label, submit, fields, act, done, cancel, children }: ActionFormProps) {
  const client = useQueryClient()
  const name = useId()
  const { mistakes, trouble, tell, forget, clear } = useFormMistakes(name)
  const mutation = useMutation({
    mutationFn: act,
    onMutate: clear,
    onSuccess: () => {
      done?.()
      void client.invalidateQueries()
    },
    onError: (error) =>
      tell(
        error,
        fields.map((path) => ({ path })),
      ),
  })
  const unplaced = mistakes
    .filter(({ input }) => input === undefined)
    .map(({ field, message }) => `${field}: ${message}`)
  const others = trouble === undefined ? unplaced : [trouble]
  return (
    <FormName value={name}>
      <Mistakes value={mistakes}>
        <form
          className="action-form"
          aria-label={label}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            mutation.mutate()
          }}
          onChange={(event) => forget((event.target as Element).id)}
        >
          {children}
          {others.length > 0 && (
            <p className="field-error" role="alert">
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
      </Mistakes>
    </FormName>
  )
}
