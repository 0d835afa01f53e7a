import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useRef, useState } from 'react'

interface ConfirmButtonProps<T> {
  readonly label: string
  readonly question: string
  readonly consequence: string
  readonly dangerous?: boolean
  /** For what is seldom wanted. */
  readonly quiet?: boolean
  /** For what the reader of a page most likely came for. */
  readonly primary?: boolean
  /** More about the consequence; drawn once the dialog is open. */
  readonly details?: () => ReactNode
  readonly act: () => Promise<T>
  readonly after?: (result: T) => void
}

/** A button that asks before it acts, and shows what the server says to it. */
export function ConfirmButton<T>({
  label,
  question,
  consequence,
  dangerous = false,
  quiet = false,
  primary = false,
  details,
  act,
  after,
}: ConfirmButtonProps<T>) {
  const [isOpen, setIsOpen] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)
  const client = useQueryClient()
  const close = () => dialog.current?.close()
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: (result) => {
      close()
      void client.invalidateQueries()
      after?.(result)
    },
  })
  const open = () => {
    mutation.reset()
    setIsOpen(true)
    dialog.current?.showModal()
  }
  const look = quiet ? 'quiet' : dangerous ? 'danger' : primary ? 'primary' : ''
  return (
    <>
      <button type="button" className={`button ${look}`} onClick={open}>
        {label}
      </button>
      <dialog ref={dialog} className="dialog" aria-label={question} onClose={() => setIsOpen(false)}>
        <h2>{question}</h2>
        <p>{consequence}</p>
        {isOpen && details?.()}
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
