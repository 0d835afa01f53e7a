/**
 * What a URL may say, read so that an old or a wrong link still opens: what does not fit is
 * undefined.
 */

/** An id of ours. */
export const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-z]{8,40}$/.test(value) ? value : undefined

/** Words as they were typed; digits come as a number. */
export const textOf = (value: unknown, mostCharacters = 200): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, mostCharacters) : undefined

/** One of several words. */
export const wordOf = <T extends string>(value: unknown, words: readonly T[]): T | undefined =>
  words.find((each) => each === value)

/** What is there and not empty. */
export const given = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as T
