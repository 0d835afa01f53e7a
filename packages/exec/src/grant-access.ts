import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { SandboxAccount } from './sandbox-account.ts'

// A link is left alone: what it leads to may belong to another account.
function plain(path: string): Stats | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found && (found.isFile() || found.isDirectory()) ? found : undefined
}

/**
 * Lets the account read what is closed to others, a directory with all that is in it, through the
 * account's own group, of which nothing else is a member. Of a directory that is open to others
 * only those files are hidden that were hidden on purpose.
 */
export function grantReading(path: string, { uid, gid }: SandboxAccount): void {
  const found = plain(path)
  if (!found || found.uid === uid) return
  const others = found.isDirectory() ? 0o005 : 0o004
  if ((found.mode & others) === others) return
  const group = others << 3
  if (found.gid === gid && (found.mode & group) === group) return
  // Neither follows links on its way.
  execFileSync('chgrp', ['--recursive', '--no-dereference', String(gid), path])
  execFileSync('chmod', ['--recursive', 'g+rX', path])
}

/**
 * Returns what is still to become the account's, each with all that is in it: a path as a whole, or
 * what the service has since put straight into it. What the account makes is its own.
 */
export function notYetOwned(path: string, { uid }: SandboxAccount): string[] {
  const found = plain(path)
  if (!found) return []
  if (found.uid !== uid) return [path]
  if (!found.isDirectory()) return []
  const entries = readdirSync(path).map((name) => join(path, name))
  return entries.filter((entry) => lstatSync(entry, { throwIfNoEntry: false })?.uid !== uid)
}
