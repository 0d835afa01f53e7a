import type { Bisection } from '@kbisect/contracts'
import { InfrastructureError } from '@kbisect/exec'
import { commitPeople, maintainers, type People } from '@kbisect/reports'
import { findMaintainers } from './find-maintainers.ts'
import type { MailOptions } from './mail-options.ts'

// For so long an infrastructure error is taken for one that passes; then the mail is held, and says
// what is missing.
const PATIENCE_MS = 3_600_000

/**
 * Returns who had a part in the culprit, and who looks after what it changes; what cannot be found
 * out is said.
 * @throws InfrastructureError in the first hour: a mail keeps what is found out now, so that it is
 * better planned a little later
 */
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
  const ended = Date.parse(bisection.finishedAt ?? '')
  const isPatient = options.surroundings.now().getTime() < ended + PATIENCE_MS
  try {
    const commit = await mirror.commit(culprit)
    const asked = await findMaintainers({
      ...{ mirror, tree: bisection.bad.hash, culprit, workDirectory, sandboxMode, signal, isPatient },
    })
    const listed = 'output' in asked ? maintainers(asked.output) : []
    const recipients = [...commitPeople(commit), ...listed]
    return 'problem' in asked ? { recipients, note: `The maintainers are missing: ${asked.problem}.` } : { recipients }
  } catch (error) {
    signal.throwIfAborted()
    if (isPatient && error instanceof InfrastructureError) throw error
    const why = error instanceof Error ? error.message : String(error)
    return { recipients: [], unknown: `the people of the commit are not known: ${why}` }
  }
}
