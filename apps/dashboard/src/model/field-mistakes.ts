import type { Problem } from '@kbisect/contracts'

export interface Mistakes {
  /** What is wrong, by the name of the field that is to say it. */
  readonly byField: ReadonlyMap<string, string>
  /** What belongs to no field of the form; empty when all is said beside fields. */
  readonly others: readonly string[]
}

/** Puts what a server said of a request beside the fields of a form. A field of the form takes what is said of its parts too. */
export function fieldMistakes(
  error: { readonly message: string; readonly problem?: Problem | undefined } | null,
  fields: readonly string[],
): Mistakes {
  const byField = new Map<string, string>()
  if (!error) return { byField, others: [] }
  const errors = error.problem?.errors ?? []
  if (errors.length === 0) return { byField, others: [error.message] }
  const others: string[] = []
  for (const { field, message, cure } of errors) {
    const words = [message, cure].filter(Boolean).join('. ')
    const name = fields.find((each) => field === each || field.startsWith(`${each}.`))
    if (name === undefined) others.push(`${field} ${words}`)
    else byField.set(name, [byField.get(name), words].filter(Boolean).join(' '))
  }
  return { byField, others }
}
