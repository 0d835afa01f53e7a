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

/**
 * Read from a task's name, such as `boot.COMMIT+FIX.TARGET.1` or `build.COMMIT&OTHER.TARGET`:
 * progress tells no more of it.
 */
export function taskRevision(task: string): Changed {
  const [, reverted = null, patched = null, merged = null] = TASK.exec(task) ?? []
  return { reverted, patched, merged }
}

/** What a task's name says of it. */
export interface NamedTask extends Changed {
  readonly kind: 'build' | 'boot'
  readonly commit: string
  readonly targetKey: string
  /** Of a boot. */
  readonly attempt: number | undefined
}

const WHOLE = /^(build|boot)\.([0-9a-f]+)(?:[~+&][0-9a-f]+)*\.([0-9a-f]+)(?:\.(\d+|clean))?$/

/** Returns what a task does; undefined for a text that names none. */
export function parseTask(task: string): NamedTask | undefined {
  const [, kind, commit = '', targetKey = '', last = ''] = WHOLE.exec(task) ?? []
  if (kind !== 'build' && kind !== 'boot') return undefined
  return { kind, commit, targetKey, attempt: kind === 'boot' ? Number(last) : undefined, ...taskRevision(task) }
}

/** Returns whether a build or run tested what the task tests. */
export const isOfTask = (task: NamedTask, fact: Changed & { readonly commit: string }): boolean =>
  (['commit', 'reverted', 'patched', 'merged'] as const).every((part) => fact[part] === task[part])
