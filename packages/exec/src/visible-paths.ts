import { readdirSync, readlinkSync } from 'node:fs'

// All that the sandbox shows of the host, beside what a command names itself. Whatever is not
// matched here is not there: accounts, keys and certificates in /etc, what an administrator put
// into /usr/local, sources in /usr/src, homes, /opt, /var, /srv.

/**
 * In /usr: programs, libraries, headers and data of packages, and the directories of cross
 * toolchains (`aarch64-linux-gnu`).
 */
const IN_USR =
  /^(?:bin|sbin|lib|lib32|lib64|libx32|libexec|include|share|(?=[a-z0-9_]+-[a-z0-9_-]*?(?:linux|elf|eabi))[a-z0-9_-]+)$/

/** In /: where older systems keep the same; links into /usr on newer ones. */
const IN_ROOT = /^(?:bin|sbin|lib|lib32|lib64|libx32)$/

/**
 * In /etc: which program a name like `cc` stands for, where libraries lie, and how openssl, which
 * signs modules, is set up.
 */
const IN_ETC = ['/etc/alternatives', '/etc/ld.so.cache', '/etc/ssl/openssl.cnf']

const names = (directory: string): string[] => {
  try {
    return readdirSync(directory).sort()
  } catch {
    return []
  }
}

const linkTarget = (path: string): string | undefined => {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** Arguments of bubblewrap that show the system's programs, and of the system nothing else. */
export function systemArguments(): string[] {
  const inUsr = names('/usr').filter((name) => IN_USR.test(name))
  const inRoot = names('/').filter((name) => IN_ROOT.test(name))
  return [
    ...inUsr.flatMap((name) => show(`/usr/${name}`)),
    ...inRoot.flatMap((name) => show(`/${name}`)),
    ...IN_ETC.flatMap((path) => ['--ro-bind-try', path, path]),
  ]
}

// A link stays a link: what it leads to is there by the same rule, or is not to be seen.
function show(path: string): string[] {
  const target = linkTarget(path)
  return target === undefined ? ['--ro-bind', path, path] : ['--symlink', target, path]
}
