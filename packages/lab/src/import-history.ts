import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { signature } from './authors.ts'
import { FastImport } from './fast-import.ts'
import { describeLab, type Lab } from './lab.ts'
import { dateOf, editedPaths, type History, planHistory } from './plan-history.ts'
import type { Scenario } from './scenario.ts'
import { sourceEntries } from './source.ts'
import type { SourceOptions } from './source-entry.ts'

export interface Progress {
  readonly step: 'reading the source' | 'writing commits'
  readonly done: number
  readonly total: number
}

export interface ImportOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

interface Originals {
  readonly text: Map<string, string>
  readonly modes: Map<string, string>
}

/** Streams the source and the scenario's commits into an empty repository. */
export async function writeRepository(
  scenario: Scenario,
  source: string,
  repository: string,
  options: ImportOptions,
): Promise<Lab> {
  const importer = new FastImport(repository, options.signal ? { signal: options.signal } : {})
  try {
    const originals = await importSource(importer, source, editedPaths(scenario), options)
    const history = planHistory(scenario, originals.text)
    await importHistory(importer, history, originals.modes, options)
    await importer.tag('good', history.good)
    await importer.tag('bad', history.last)
    const hashes = await importer.finish()
    await rm(join(repository, importer.marksName))
    return describeLab(scenario, repository, history, hashes)
  } catch (error) {
    await importer.abandon()
    options.signal?.throwIfAborted()
    throw error
  }
}

async function importSource(
  importer: FastImport,
  source: string,
  wanted: ReadonlySet<string>,
  { signal, onProgress }: ImportOptions,
): Promise<Originals> {
  const subject = 'Import the Linux kernel source of a distribution'
  const author = signature(subject)
  await importer.commit({ number: 1, parents: [], author, date: dateOf(1), message: `${subject}\n` })
  const reading: SourceOptions = {
    ...(signal ? { signal } : {}),
    onProgress: (done, total) => onProgress?.({ step: 'reading the source', done, total }),
  }
  const originals: Originals = { text: new Map(), modes: new Map() }
  for await (const { path, mode, content } of sourceEntries(source, reading)) {
    await importer.file(path, mode, content)
    if (!wanted.has(path)) continue
    originals.text.set(path, content.toString())
    originals.modes.set(path, mode)
  }
  return originals
}

async function importHistory(
  importer: FastImport,
  history: History,
  modes: ReadonlyMap<string, string>,
  { signal, onProgress }: ImportOptions,
): Promise<void> {
  for (const [index, commit] of history.commits.entries()) {
    signal?.throwIfAborted()
    await importer.commit(commit)
    for (const { path, content } of commit.files)
      await importer.file(path, modes.get(path) ?? '100644', Buffer.from(content))
    onProgress?.({ step: 'writing commits', done: index + 1, total: history.commits.length })
  }
}
