import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Target } from '@kbisect/contracts'

/** The output directory of a target below those of its tree. */
export function outputName({ architecture, key }: Target): string {
  return `${architecture}-${key}`
}

/**
 * The output of the same architecture that was written last, from which a new target can begin;
 * undefined when it is the first.
 */
export async function findSeed(directory: string, target: Target): Promise<string | undefined> {
  const own = outputName(target)
  const names = await readdir(directory).catch(() => [])
  const others = names.filter(
    (name) => name !== own && /^[a-z0-9_]+-[0-9a-f]{16}$/.test(name) && name.startsWith(`${target.architecture}-`),
  )
  const aged = await Promise.all(
    others.map(async (name) => ({ name, time: (await stat(join(directory, name))).mtimeMs })),
  )
  const [latest] = aged.sort((a, b) => b.time - a.time)
  return latest && join(directory, latest.name)
}
