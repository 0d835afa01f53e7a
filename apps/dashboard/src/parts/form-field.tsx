import type { ReactNode } from 'react'
import { useId } from 'react'

interface FormFieldProps {
  readonly label: string
  /** What is wrong with it; undefined while nothing is. */
  readonly mistake: string | undefined
  readonly hint?: string
  /** Draws the control with what ties it to its words. */
  readonly control: (tie: {
    readonly id: string
    readonly 'aria-describedby': string
    readonly 'aria-invalid': boolean
  }) => ReactNode
}

/** A control with its label, and below it what is wrong with what was entered. */
export function FormField({ label, mistake, hint, control }: FormFieldProps) {
  const id = useId()
  const words = `${id}-words`
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {control({ id, 'aria-describedby': words, 'aria-invalid': mistake !== undefined })}
      <p id={words} className={mistake === undefined ? 'form-hint' : 'form-mistake'} aria-live="polite">
        {mistake ?? hint}
      </p>
    </div>
  )
}
