import { InfrastructureError } from '@kbisect/exec'
import type { Edit } from './scenario.ts'

/**
 * The text of the files that a history edits, as one branch sees them. Unedited files are not in
 * it.
 */
export class Files {
  readonly #text: Map<string, string>

  constructor(text: Iterable<readonly [string, string]>) {
    this.#text = new Map(text)
  }

  /** An independent copy, for a branch. */
  fork(): Files {
    return new Files(this.#text)
  }

  read(path: string): string | undefined {
    return this.#text.get(path)
  }

  /**
   * @throws InfrastructureError `lab-edit-failed` naming file and text when the source is not what
   * the edit expects.
   */
  apply(edit: Edit): void {
    this.#text.set(edit.path, 'content' in edit ? this.#added(edit.path, edit.content) : this.#replaced(edit))
  }

  #added(path: string, content: string): string {
    if (this.#text.has(path)) throw mismatch(path, content, 'it exists already')
    return content
  }

  #replaced({ path, from, to }: { path: string; from: string; to: string }): string {
    const text = this.#text.get(path)
    if (text === undefined) throw mismatch(path, from, 'there is no such file')
    const at = text.indexOf(from)
    if (at < 0) throw mismatch(path, from, 'the text is not there')
    if (text.indexOf(from, at + 1) >= 0) throw mismatch(path, from, 'the text is there more than once')
    return text.slice(0, at) + to + text.slice(at + from.length)
  }
}

function mismatch(path: string, text: string, why: string): InfrastructureError {
  return new InfrastructureError('lab-edit-failed', `cannot edit ${path}: ${why}: ${JSON.stringify(text)}`, {
    hint: 'use the source of Linux 6.1 as Debian ships it (package linux-source-6.1)',
  })
}
