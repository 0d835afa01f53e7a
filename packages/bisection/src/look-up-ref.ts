import type { FieldError } from './errors.ts'
import type { History } from './ports.ts'

/** The commit that a ref names; undefined where it names none. */
export async function lookUpRef(history: Pick<History, 'resolve'>, ref: string): Promise<string | undefined> {
  try {
    return await history.resolve(ref)
  } catch (error) {
    if (error instanceof Error && error.name === 'GitRefError') return undefined
    throw error
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
  cure: `check the spelling, or push it to ${tree.url} first`,
})
