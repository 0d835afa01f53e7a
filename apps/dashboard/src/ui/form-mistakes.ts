import type { Problem } from '@kbisect/contracts'
import { createContext, useCallback, useContext, useState } from 'react'
import { ApiError } from '../api/problem.ts'
import type { Mistake } from '../model/field-paths.ts'
import { fieldId, mistakesOf } from '../model/field-paths.ts'
import type { FormInput } from '../model/form-inputs.ts'

/** What is wrong with the form around. */
export const Mistakes = createContext<readonly Mistake[]>([])

/** What the ids of the form around begin with; empty where it is the only one of its page. */
export const FormName = createContext('')

export const useFieldId = (path: string) => fieldId(path, useContext(FormName))

export const useMistakesAt = (path: string) => useContext(Mistakes).filter(({ input }) => input === path)

type Place = Pick<FormInput, 'path'>

export interface FormMistakes {
  readonly mistakes: readonly Mistake[]
  /** What went wrong as a whole, where no field is to blame. */
  readonly trouble: string | undefined
  /** Takes over what an answer says and puts the focus to the first field that is wrong. */
  readonly tell: (error: Error | NonNullable<Problem['errors']>, inputs: readonly Place[]) => void
  /** The input with this id was changed: what was said of it is over. */
  readonly forget: (id: string) => void
  readonly clear: () => void
}

/** `form` is the form's {@link FormName}. */
export function useFormMistakes(form = ''): FormMistakes {
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([])
  const [trouble, setTrouble] = useState<string>()
  const tell = useCallback(
    (error: Error | NonNullable<Problem['errors']>, inputs: readonly Place[]) => {
      const errors = error instanceof Error ? fieldErrors(error) : error
      const paths = inputs.map(({ path }) => path)
      const found = mistakesOf(errors, paths)
      setMistakes(found)
      setTrouble(found.length === 0 && error instanceof Error ? error.message : undefined)
      const first = found.find(({ input }) => input !== undefined)
      // After they are drawn: until then a closed part of the form hides its inputs.
      if (first?.input) setTimeout(focusField, 0, first.input, form)
    },
    [form],
  )
  const forget = useCallback(
    (id: string) => setMistakes((all) => all.filter(({ input }) => input === undefined || fieldId(input, form) !== id)),
    [form],
  )
  const clear = useCallback(() => {
    setMistakes([])
    setTrouble(undefined)
  }, [])
  return { mistakes, trouble, tell, forget, clear }
}

const fieldErrors = (error: Error) => (error instanceof ApiError ? error.problem?.errors : undefined)

/** Opens what hides an input, and puts the focus there. */
export function focusField(path: string, form = '') {
  const field = document.getElementById(fieldId(path, form))
  for (let around = field?.closest('details'); around; around = around.parentElement?.closest('details'))
    around.open = true
  const input = field?.matches('fieldset') ? field.querySelector<HTMLElement>('input, button') : field
  input?.focus()
}
