import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'

interface ConfirmButtonProps {
  readonly label: string
  readonly question: string
  readonly consequence: string
  readonly dangerous?: boolean
  /** For what is seldom wanted. */
  readonly quiet?: boolean
  readonly act: () => Promise<unknown>
  readonly after?: () => void
}

/** A button that asks before it acts, and shows what the server says to it. */
export function ConfirmButton({
  label,
  question,
  consequence,
  dangerous = false,
  quiet = false,
  act,
  after,
}: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const client = useQueryClient()
  const close = () => dialog.current?.close()
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: () => {
      close()
      void client.invalidateQueries()
      after?.()
    },
  })
  const open = () => {
    mutation.reset()
    dialog.current?.showModal()
  }
  return (
    <>
      <button type="button" className={quiet ? 'button quiet' : `button ${dangerous ? 'danger' : ''}`} onClick={open}>
        {label}
      </button>
      <dialog ref={dialog} className="dialog" aria-label={question}>
        <h2>{question}</h2>
        <p>{consequence}</p>
        {mutation.error && (
          <p className="field-error" role="alert">
            {mutation.error.message}
          </p>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={close}>
            Keep as it is
          </button>
          <button
            type="button"
            className={`button ${dangerous ? 'danger solid' : 'primary'}`}
            disabled={mutation.isPending}
            onClick={() => mutation.mutate()}
          >
            {label} it
          </button>
        </div>
      </dialog>
    </>
  )
}
