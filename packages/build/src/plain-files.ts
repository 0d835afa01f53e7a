import { lstat, readdir, realpath, rm, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'

// The makefiles of the tree under test write to the output directory from inside the sandbox; we read and write there from outside.
// A link that they leave would lead us to files that the sandbox hides, and a pipe would make us wait for ever.

const ifMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

const refuse = (path: string): InfrastructureError =>
  new InfrastructureError('output-escapes', `the build left ${path} as something else than a plain file of its own`, {
    cure: "read what this revision's makefiles do before it is built again",
  })

/**
 * Refuses links and devices where we are about to write: `files`, and everything in `directories`.
 * @throws InfrastructureError `output-escapes`
 */
export async function requirePlain(directory: string, files: readonly string[], directories: readonly string[]) {
  for (const name of files) {
    const found = await lstat(join(directory, name)).catch(ifMissing)
    if (found && !found.isFile()) throw refuse(name)
  }
  for (const name of directories) {
    const found = await lstat(join(directory, name)).catch(ifMissing)
    if (!found) continue
    if (!found.isDirectory()) throw refuse(name)
    const odd = (await readdir(join(directory, name), { withFileTypes: true })).find((entry) => !entry.isFile())
    if (odd) throw refuse(join(name, odd.name))
  }
}

/**
 * Refuses results that lie outside the directory; those that are not there are left to others.
 * @throws InfrastructureError `output-escapes`
 */
export async function requireInside(directory: string, paths: readonly string[]): Promise<void> {
  const whole = await realpath(directory)
  for (const path of paths) {
    const real = await realpath(path).catch(ifMissing)
    if (real === undefined) continue
    if (!real.startsWith(whole + sep) || !(await stat(real)).isFile()) throw refuse(path)
  }
}

/** Removes the named entries where they are links; says whether there were any. */
export async function removeLinks(directory: string, names: readonly string[]): Promise<boolean> {
  let any = false
  for (const name of names) {
    const path = join(directory, name)
    const found = await lstat(path).catch(ifMissing)
    if (!found?.isSymbolicLink()) continue
    await rm(path)
    any = true
  }
  return any
}
