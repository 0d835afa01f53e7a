import type { NewBisection } from '../../../model/new-bisection.ts'
import { emptyForm } from '../../../model/new-bisection.ts'

/** What is kept of a form while its page is away. */
export const draftText = (form: NewBisection) => JSON.stringify(form)

/**
 * The form that was kept; undefined when there is none. Fields that it has not, or of another sort,
 * are empty.
 */
export function parseDraft(text: string | null): NewBisection | undefined {
  const kept = parsed(text)
  if (!kept) return undefined
  const empty = emptyForm()
  const fits = Object.entries(empty).filter(([name, value]) => sort(kept[name]) === sort(value))
  return { ...empty, ...Object.fromEntries(fits.map(([name]) => [name, kept[name]])) }
}

function parsed(text: string | null): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return sort(value) === 'object' ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function sort(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
