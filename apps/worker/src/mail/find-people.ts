import type { Bisection } from '@kbisect/contracts'
import { commitPeople, maintainers, type People } from '@kbisect/reports'
import { findMaintainers } from './find-maintainers.ts'
import type { MailOptions } from './mail-options.ts'

/** Who had a part in the culprit, and who looks after what it changes. What cannot be found out is said, never thrown. */
export async function findPeople(
  options: MailOptions,
  bisection: Bisection,
  culprit: string,
  signal: AbortSignal,
): Promise<People> {
  const { store, openMirror, workDirectory, sandboxMode } = options
  const tree = await store.trees.byName(bisection.tree)
  if (!tree) return { recipients: [], unknown: `there is no tree ${bisection.tree} any more` }
  const mirror = openMirror(tree)
  try {
    const commit = await mirror.commit(culprit)
    const asked = await findMaintainers({
      ...{ mirror, tree: bisection.bad.hash, culprit, workDirectory, sandboxMode, signal },
    })
    const listed = 'output' in asked ? maintainers(asked.output) : []
    const recipients = [...commitPeople(commit), ...listed]
    return 'problem' in asked ? { recipients, note: `The maintainers are missing: ${asked.problem}.` } : { recipients }
  } catch (error) {
    signal.throwIfAborted()
    const why = error instanceof Error ? error.message : String(error)
    return { recipients: [], unknown: `the people of the commit are not known: ${why}` }
  }
}
