import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { InfrastructureError, parseProcessStat } from '@kbisect/exec'
import { git } from './fast-import.ts'
import { type Progress, writeRepository } from './import-history.ts'
import type { Lab } from './lab.ts'
import type { Scenario } from './scenario.ts'
import { scenarioNamed } from './scenarios/index.ts'
import { DEFAULT_SOURCE, fingerprint } from './source.ts'

export interface LabOptions {
  /** Default `cma`. */
  readonly scenario?: string
  /** Directory of the git repository to create. */
  readonly repository: string
  /** Tarball or directory. Default: Debian's linux-source-6.1. */
  readonly source?: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

// Raised when the way of writing commits changes and with it the hashes.
const FORMAT = 1

const RECORD = 'kbisect-lab.json'

interface LabRecord {
  readonly madeFrom: string
  readonly lab: Lab
}

/**
 * Makes the repository of a scenario, or returns the one that was made before from the same source
 * and scenario. The same source gives the same hashes everywhere.
 * @throws InfrastructureError `lab-unknown-scenario`, `lab-source-missing`, `lab-source-broken`,
 * `lab-edit-failed`, `lab-directory-taken`
 */
export async function createLab(options: LabOptions): Promise<Lab> {
  return await createLabOf(scenarioNamed(options.scenario ?? 'cma'), options)
}

/** {@link createLab} for a scenario that is not one of ours. */
export async function createLabOf(scenario: Scenario, options: Omit<LabOptions, 'scenario'>): Promise<Lab> {
  const source = options.source ?? DEFAULT_SOURCE
  const repository = resolve(options.repository)
  const madeFrom = identity(scenario, await fingerprint(source))
  await removeLeftovers(repository)
  const existing = await readRecord(repository)
  if (existing?.madeFrom === madeFrom) return { ...existing.lab, repository }

  // Whoever is killed midway leaves a directory beside the right one, never a half repository in
  // its place.
  const making = `${repository}.making-${process.pid}-${randomUUID()}`
  await mkdir(making, { recursive: true })
  try {
    await git(making, [
      'init',
      '--quiet',
      '--bare',
      '--initial-branch=master',
      '--object-format=sha1',
      '--template=',
      '.',
    ])
    const made = await writeRepository(scenario, source, making, options)
    const lab: Lab = { ...made, repository }
    await writeFile(join(making, RECORD), `${JSON.stringify({ madeFrom, lab } satisfies LabRecord, null, 2)}\n`)
    await rm(repository, { recursive: true, force: true })
    await rename(making, repository)
    return lab
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

function identity(scenario: Scenario, source: string): string {
  return createHash('sha256')
    .update(JSON.stringify([FORMAT, scenario, source]))
    .digest('hex')
}

/**
 * @throws InfrastructureError `lab-directory-taken` when something else lies there: we never delete
 * what we did not make.
 */
async function readRecord(repository: string): Promise<LabRecord | undefined> {
  const names: string[] = await readdir(repository).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw taken(repository, error.message)
  })
  if (names.length === 0) return undefined
  if (!names.includes(RECORD)) throw taken(repository, `it holds ${names[0]} and no ${RECORD}`)
  try {
    return JSON.parse(await readFile(join(repository, RECORD), 'utf8')) as LabRecord
  } catch {
    return undefined // damaged: made anew
  }
}

const taken = (repository: string, why: string): InfrastructureError =>
  new InfrastructureError('lab-directory-taken', `${repository} is not a lab: ${why}`, {
    hint: 'name a directory that does not exist yet',
  })

/** What a killed process left; a living one may be at work beside us. */
async function removeLeftovers(repository: string): Promise<void> {
  const prefix = `${basename(repository)}.making-`
  const names = await readdir(dirname(repository)).catch(() => [])
  for (const name of names) {
    if (name.startsWith(prefix) && !alive(Number.parseInt(name.slice(prefix.length), 10)))
      await rm(join(dirname(repository), name), { recursive: true, force: true })
  }
}

function alive(pid: number): boolean {
  try {
    // A killed process that nobody has waited for yet is a zombie: it has a number, and does
    // nothing any more.
    const { state } = parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}
