/** Filters of a list under a name of the reader's. */
export interface SavedFilter {
  readonly name: string
  readonly search: Readonly<Record<string, string>>
}

/** So many are kept for each list. */
const MOST = 20

const isText = (value: unknown): value is string => typeof value === 'string'

/** Reads what {@link writeSaved} wrote; what is no filter is left out. */
export function readSaved(text: string | null): SavedFilter[] {
  try {
    const all: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(all)) return []
    return all.flatMap((one: unknown) => {
      if (typeof one !== 'object' || one === null || !('name' in one) || !('search' in one)) return []
      const { name, search } = one
      if (!isText(name) || typeof search !== 'object' || search === null) return []
      return [{ name, search: Object.fromEntries(Object.entries(search).filter(([, value]) => isText(value))) }]
    })
  } catch {
    return []
  }
}

export const writeSaved = (all: readonly SavedFilter[]): string => JSON.stringify(all)

/**
 * Adds filters; those that have the name already are replaced, and the oldest go when there are too
 * many.
 */
export function withSaved(all: readonly SavedFilter[], one: SavedFilter): SavedFilter[] {
  return [...all.filter(({ name }) => name !== one.name), one].slice(-MOST)
}
