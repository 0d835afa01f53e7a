/** One field of a request that cannot be accepted. */
export interface FieldError {
  /** Path of the field, e.g. `target.architecture`. */
  readonly field: string
  readonly value?: unknown
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}

// A report with thousands of mistakes is not answered with thousands of errors.
const MOST_ERRORS = 20

/** The request is well formed but cannot be carried out as it is. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  /** Stable name of the fault, e.g. `unknown-ref`. */
  readonly code: string
  /** The first 20. */
  readonly errors: readonly FieldError[]

  constructor(code: string, errors: readonly FieldError[]) {
    const shown = errors.slice(0, MOST_ERRORS)
    const more = errors.length > shown.length ? `; and ${errors.length - shown.length} more` : ''
    super(shown.map((error) => `${error.field}: ${error.message}`).join('; ') + more)
    this.code = code
    this.errors = shown
  }
}

/** What a refusal is about, and what to do. */
export interface About {
  /** What was asked for: an id, a commit. */
  readonly value: string
  readonly hint: string
}

/** What is asked for is not there. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
  readonly value: string
  readonly hint: string

  constructor(message: string, { value, hint }: About) {
    super(message)
    this.value = value
    this.hint = hint
  }
}

/**
 * Why the signal of a build or a boot aborts that was withdrawn: its result would teach nothing any
 * more.
 */
export class WithdrawnError extends Error {
  override readonly name = 'WithdrawnError'
}

/** What is asked does not fit the state that the bisection is in. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
  readonly value: string
  readonly hint: string

  constructor(message: string, { value, hint }: About) {
    super(message)
    this.value = value
    this.hint = hint
  }
}

/**
 * What a kernel did, as it seems, and a broken machine does as well. The first time it is a fault
 * of our own, so that it is tried again, elsewhere if possible; when the same task comes to it
 * again, on another host where there is one, it is believed.
 */
export class DoubtfulAnswer extends Error {
  override readonly name = 'DoubtfulAnswer'
  readonly code: string
  readonly hint: string

  constructor({ code, text, hint }: { readonly code: string; readonly text: string; readonly hint: string }) {
    super(text)
    this.code = code
    this.hint = hint
  }
}

/**
 * A host looks for the service's artifacts in a place that is not theirs. Says nothing of whether
 * they are lost.
 */
export class ArtifactsElsewhere extends Error {
  override readonly name = 'ArtifactsElsewhere'
  readonly code = 'artifact-store-differs'
  readonly hint: string

  constructor(here: string | undefined, service: string | undefined, cause?: unknown) {
    super(
      `the artifact directory of this host (${here ?? 'it has no store-id'}) is not that of the service (store-id ${service})`,
      cause === undefined ? undefined : { cause },
    )
    this.hint = 'mount the state directory that all hosts of the service share, and start the worker again'
  }
}
