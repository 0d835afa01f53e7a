import { dirname } from 'node:path'
import type { Finding } from './finding.ts'

/**
 * The mount that a path lies on, by the text of /proc/self/mountinfo; of several at one place the
 * last one hides the others.
 */
export function mountOf(
  path: string,
  mountinfo: string,
): { readonly place: string; readonly options: string[] } | undefined {
  const mounts = mountinfo
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, , , , place = '', options = '']) => ({ place: unescaped(place), options: options.split(',') }))
  for (let at = path; ; at = dirname(at)) {
    const found = mounts.findLast(({ place }) => place === at)
    if (found || at === dirname(at)) return found
  }
}

// The kernel writes blanks, tabs, line ends and backslashes of paths as octal numbers.
const unescaped = (place: string): string =>
  place.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** Whether a set-id program in the state directory would get the rights of its owner. */
export function setIdFinding(stateDir: string, mountinfo: string): Finding {
  const name = 'set-id programs'
  const mount = mountOf(stateDir, mountinfo)
  if (mount?.options.includes('nosuid')) return { name, state: 'ok', detail: `without effect in ${stateDir} (nosuid)` }
  return {
    name,
    state: 'limited',
    detail: `the file system of ${stateDir} (${mount?.place ?? 'unknown'}) is mounted without nosuid`,
    hint: 'put the state directory on a file system mounted with nosuid; until then only the sandbox and the modes of the directory keep set-id programs of a tree from having effect',
  }
}
