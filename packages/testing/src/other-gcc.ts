import { existsSync, realpathSync } from 'node:fs'

/** The major version of a compiler that a host may have instead of the system's own. */
export const OTHER_GCC = 11

/**
 * What makes `gcc` that compiler, for a worker of its own: see addWorker of the killable program.
 * @throws Error when it is not installed, or is the system's own
 */
export function otherGccInstead(): Readonly<Record<string, string>> {
  const own = realpathSync('/usr/bin/gcc')
  const other = own.replace(/\d+$/, String(OTHER_GCC))
  if (other === own || !existsSync(other)) {
    throw new Error(
      `${other} is not there beside ${own}: install gcc-${OTHER_GCC} (npm run setup does) on a system with another gcc`,
    )
  }
  return { [own]: other }
}
