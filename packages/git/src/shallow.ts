import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'
import { repairCommand } from './repair-command.ts'

/** Whether a bare repository lacks the history before some commit. */
export const isShallow = (directory: string): Promise<boolean> =>
  stat(join(directory, 'shallow')).then(
    ({ size }) => size > 0,
    () => false,
  )

/** @param source a path or URL, as people know the tree */
export function shallowError(source: string): InfrastructureError {
  return new InfrastructureError(
    'git-shallow',
    `${source} is a shallow clone: commits before its depth are missing, so that a range could have commits older than the good revision`,
    { hint: `run \`${repairCommand(source, 'fetch --unshallow')}\`, or name a complete repository; then repeat` },
  )
}
