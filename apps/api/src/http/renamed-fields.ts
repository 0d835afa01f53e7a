// Fields of requests that had another name in earlier versions.
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['complaints', 'warnings'],
  ['ends', 'boundaries'],
  ['scope', 'alsoTest'],
])

/**
 * Returns the name that a field of earlier versions has today; undefined when it was not renamed.
 */
export const nameOfToday = (field: string): string | undefined => RENAMED.get(field)
