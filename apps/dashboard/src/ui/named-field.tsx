import type { ReactNode } from 'react'
import { useFieldId, useMistakesAt } from './form-mistakes.ts'

/** What ties an input to its label, its hint and what is wrong with it. */
export interface FieldAttributes {
  readonly id: string
  readonly 'aria-invalid': true | undefined
  readonly 'aria-describedby': string | undefined
}

interface NamedFieldProps {
  /** The field in the request, by which an answer names it. */
  readonly path: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly className?: string
  readonly children: (attributes: FieldAttributes) => ReactNode
}

/** A label, an input, a hint, and what is wrong with it beside it. */
export function NamedField({ path, label, hint, className = '', children }: NamedFieldProps) {
  const id = useFieldId(path)
  return (
    <div className={`named-field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children(useFieldAttributes(path, hint !== undefined))}
      {hint !== undefined && (
        <div id={`${id}-hint`} className="hint">
          {hint}
        </div>
      )}
      <FieldMistakes path={path} />
    </div>
  )
}

/** Inputs that are one field together. */
export function FieldGroup({
  path,
  label,
  hint,
  className = '',
  children,
}: Omit<NamedFieldProps, 'children'> & { children: ReactNode }) {
  const attributes = useFieldAttributes(path, hint !== undefined)
  return (
    <fieldset
      className={`named-field ${className}`}
      id={attributes.id}
      aria-describedby={attributes['aria-describedby']}
    >
      <legend>{label}</legend>
      {children}
      {hint !== undefined && (
        <div id={`${attributes.id}-hint`} className="hint">
          {hint}
        </div>
      )}
      <FieldMistakes path={path} />
    </fieldset>
  )
}

export function useFieldAttributes(path: string, hinted: boolean): FieldAttributes {
  const id = useFieldId(path)
  const wrong = useMistakesAt(path).length > 0
  const described = [hinted && `${id}-hint`, wrong && `${id}-error`].filter(Boolean).join(' ')
  return { id, 'aria-invalid': wrong || undefined, 'aria-describedby': described || undefined }
}

export function FieldMistakes({ path }: { path: string }) {
  const id = useFieldId(path)
  const wrong = useMistakesAt(path)
  if (wrong.length === 0) return null
  return (
    <p id={`${id}-error`} className="field-error">
      {wrong.map(({ message }) => message).join(' ')}
    </p>
  )
}
