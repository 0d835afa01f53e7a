import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The directories of a search path. */
export const pathDirectories = (path: string | undefined): string[] =>
  (path ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter).filter((directory) => directory.startsWith('/'))

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Returns the executable files of a name in the directories of PATH, in their order. */
export function programFiles(name: string): string[] {
  const directories = pathDirectories(process.env.PATH)
  return directoriesWith([name], directories).map((directory) => join(directory, name))
}

/** Those of the directories that have all the named programs, in the same order. */
export function directoriesWith(programs: readonly string[], directories: readonly string[]): string[] {
  return directories.filter((directory) => programs.every((program) => isExecutable(join(directory, program))))
}

/** Debian's directories of Postgres programs, highest version first. */
export function debianPostgresDirectories(root = '/usr/lib/postgresql'): string[] {
  try {
    return readdirSync(root)
      .filter((name) => /^\d+$/.test(name))
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(root, version, 'bin'))
  } catch {
    return []
  }
}
