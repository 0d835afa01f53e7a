import Type from 'typebox'

/** A full object name: SHA-1 or SHA-256, lower case. */
export const CommitHash = Type.String({ pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$', description: 'A full commit hash.' })

/** sha-256 of an artifact's bytes, lower-case hex. */
export const Digest = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'sha-256 of the content.' })

/** RFC 3339 in UTC. */
export const Time = Type.String({ format: 'date-time' })

/**
 * What a person may write for a commit: a branch, a tag, a hash or its beginning, `v6.1~3`.
 * Resolved once, to a full hash.
 */
export const Ref = Type.String({
  minLength: 1,
  maxLength: 255,
  description: 'A branch, tag, hash or expression such as v6.1~3.',
})

/** Ids that we make: lower-case letters and digits. */
export const Id = Type.String({
  pattern: '^[0-9a-z]{8,40}$',
  description: 'An id as the service gives it: 8 to 40 lower-case letters and digits.',
})

/** How ids look in paths. */
export const IdParams = Type.Object({ id: Id })

/** A closed list of words as a JSON Schema enum. */
export const Words = <const T extends readonly string[]>(words: T, description?: string) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...words], ...(description ? { description } : {}) })
