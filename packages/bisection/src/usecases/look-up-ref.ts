import { type FieldError, RequestError } from '../model/errors.ts'
import type { History } from '../model/ports.ts'

interface AmbiguousRef extends Error {
  readonly hint?: string
}

const isAmbiguous = (error: Error): error is AmbiguousRef => 'code' in error && error.code === 'ambiguous-ref'

/**
 * The commit that a ref names; undefined where it names none.
 * @throws RequestError when it names several
 */
export async function lookUpRef(
  history: Pick<History, 'resolve'>,
  ref: string,
  field: string,
): Promise<string | undefined> {
  try {
    return await history.resolve(ref)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'GitRefError') throw error
    if (!isAmbiguous(error)) return undefined
    const { message, hint } = error
    const about = { field, value: ref, message: message.split('; ')[0] ?? message }
    throw new RequestError('ambiguous-ref', [{ ...about, hint: hint ?? 'write more of the hash, or a branch or tag' }])
  }
}

/** What is wrong with a field whose ref names nothing in a tree. */
export const unknownRef = (
  field: string,
  ref: string,
  tree: { readonly name: string; readonly url: string },
): FieldError => ({
  field,
  value: ref,
  message: `${JSON.stringify(ref)} is not a commit, branch or tag of tree ${tree.name}`,
  hint: `check the spelling, or push it to ${tree.url} first`,
})
