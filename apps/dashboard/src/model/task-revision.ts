/** What is done to a commit's source before it is built. */
export interface Changed {
  /** Full hash of the commit that is taken back. */
  readonly reverted: string | null
  /** Full hash of the fix that is applied. */
  readonly patched: string | null
  /** Full hash of the commit that is merged into it. */
  readonly merged: string | null
}

const TASK = /^\w+\.[0-9a-f]+(?:~([0-9a-f]+))?(?:\+([0-9a-f]+))?(?:&([0-9a-f]+))?\./

/** Read from a task's name, such as `boot.COMMIT+FIX.TARGET.1` or `build.COMMIT&OTHER.TARGET`: progress tells no more of it. */
export function taskRevision(task: string): Changed {
  const [, reverted = null, patched = null, merged = null] = TASK.exec(task) ?? []
  return { reverted, patched, merged }
}
