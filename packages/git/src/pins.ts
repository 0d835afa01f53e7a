import { InfrastructureError, withLock } from '@kbisect/exec'
import { runGit } from './git-command.ts'
import type { MirrorPlace } from './mirror-place.ts'
import type { Ask } from './queries.ts'
import { requireHash } from './reference.ts'

const PINS = 'refs/kbisect/'
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/

function pinDirectory(bisectionId: string): string {
  if (ID.test(bisectionId)) return `${PINS}${bisectionId}`
  throw new InfrastructureError('git-invalid-pin', `${JSON.stringify(bisectionId)} cannot name pins`, {
    hint: 'use letters, digits, - and _',
  })
}

async function updateReferences(place: MirrorPlace, action: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  const input = lines.map((line) => `${line}\0`).join('')
  const command = { action, args: ['update-ref', '-z', '--stdin'], env: { ...place.env, GIT_DIR: place.directory } }
  // The lock keeps out the sweeping of stale ref locks, which could not tell ours from one.
  await withLock(place.writeLock, () => runGit(command, { input }))
}

/**
 * Keeps commits in the mirror, whatever becomes of the branches that led to them. Replaces earlier
 * pins of the bisection.
 */
export async function pinCommits(
  place: MirrorPlace,
  ask: Ask,
  bisectionId: string,
  hashes: readonly string[],
): Promise<void> {
  const wanted = hashes.map((hash, at) => `update ${pinDirectory(bisectionId)}/${at}\0${requireHash(hash)}\0`)
  const old = (await listPins(ask, bisectionId)).slice(hashes.length)
  await updateReferences(place, `pin the commits of ${bisectionId}`, [
    ...wanted,
    ...old.map((name) => `delete ${name}\0`),
  ])
}

export async function unpinCommits(place: MirrorPlace, ask: Ask, bisectionId: string): Promise<void> {
  const pins = await listPins(ask, bisectionId)
  await updateReferences(
    place,
    `unpin the commits of ${bisectionId}`,
    pins.map((name) => `delete ${name}\0`),
  )
}

/** Returns the ids of the bisections that have pins. */
export async function pinnedBisections(ask: Ask): Promise<string[]> {
  const names = await listRefs(ask, PINS)
  return [...new Set(names.flatMap((name) => name.slice(PINS.length).split('/')[0] ?? []))]
}

const listPins = (ask: Ask, bisectionId: string): Promise<string[]> => listRefs(ask, `${pinDirectory(bisectionId)}/`)

async function listRefs(ask: Ask, directory: string): Promise<string[]> {
  const { stdout } = await ask('list pins', [
    'for-each-ref',
    '--format=%(refname)',
    '--sort=version:refname',
    directory,
  ])
  return stdout.split('\n').filter((line) => line !== '')
}
