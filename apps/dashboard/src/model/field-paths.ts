import type { Problem } from '@kbisect/contracts'

/** What is wrong with one field, in words, and the input that shows it. */
export interface Mistake {
  /** As the API names it: `target.fragments.0.content`. */
  readonly field: string
  /** The input beside which it is said; undefined when the form has none for it. */
  readonly input: string | undefined
  readonly message: string
}

/** The API's `alsoTest[1].name` and `alsoTest.1.name` are the same field. */
export const normalPath = (field: string) => field.replaceAll(/\[(\d+)\]/g, '.$1')

/** The id of a field's input; `form` tells apart forms of one page that have the same fields. */
export const fieldId = (path: string, form = '') => `field-${form}${path.replaceAll('.', '-')}`

/**
 * The input for a field: its own, or that of what it is part of, of which the longest is the
 * nearest.
 */
export function inputFor(field: string, inputs: readonly string[]): string | undefined {
  const path = normalPath(field)
  const fits = inputs.filter((input) => path === input || path.startsWith(`${input}.`))
  return fits.sort((a, b) => b.length - a.length)[0]
}

/** What an answer says of fields, in the order of the form's inputs; what has none comes first. */
export function mistakesOf(errors: Problem['errors'], inputs: readonly string[]): Mistake[] {
  const mistakes = (errors ?? []).map(
    ({ field, message, hint }): Mistake => ({
      field,
      input: inputFor(field, inputs),
      message: [sentence(message), hint && sentence(hint, true)].filter(Boolean).join(' '),
    }),
  )
  const place = ({ input }: Mistake) => (input === undefined ? -1 : inputs.indexOf(input))
  return mistakes.sort((a, b) => place(a) - place(b))
}

/**
 * With a full stop, and a capital letter where a verb or an order begins it: a name that comes
 * first stays as it is.
 */
function sentence(words: string, order = false): string {
  const first = order || /^(is|has|says) /.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words
  return /[.!?…]$/.test(first) ? first : `${first}.`
}
