/** What is kept of a form while its page is away. */
export const draftText = (form: object) => JSON.stringify(form)

/**
 * The form that was kept; undefined when there is none. Fields that it lacks, or of another
 * sort, are as in `empty`.
 */
export function parseDraft<T extends object>(text: string | null, empty: T): T | undefined {
  const kept = parsed(text)
  if (!kept) return undefined
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
