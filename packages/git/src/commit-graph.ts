import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { withLock } from '@kbisect/exec'
import { runGit } from './git-command.ts'
import type { MirrorPlace } from './mirror-place.ts'

// Without a commit-graph, `rev-list A ^B` decides by commit dates when it has seen enough, and errs
// where they lie. With one it goes by generation numbers. A clone on the same disk brings the
// commit-graph of its source along, which may be damaged: only one that we wrote ourselves is
// trusted, and the mark says that all there is was written by us.
const MARK = 'kbisect-commit-graph'

// What was found in order, by directory: reading all of it again for every question would take
// longer than the question.
const inOrder = new Map<string, string>()

const layersOf = (mirror: string): string => join(mirror, 'objects/info/commit-graphs')

/** Changes whenever the commit-graph does; empty while there is none. */
async function fingerprint(mirror: string): Promise<string> {
  const names = (await readdir(layersOf(mirror)).catch(() => [])).filter((name) => /\.graph$|-chain$/.test(name))
  const lines = names.map(async (name) => {
    const found = await stat(join(layersOf(mirror), name)).catch(() => undefined)
    return found ? `${name} ${found.ino} ${found.size} ${found.mtimeMs}` : name
  })
  return (await Promise.all(lines)).sort().join('\n')
}

/** A layer is named after the checksum of its content, which stands at its end. */
async function isLayerIntact(file: string): Promise<boolean> {
  const name = /^graph-([0-9a-f]+)\.graph$/.exec(basename(file))?.[1] ?? ''
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  const content = size - name.length / 2
  if (name === '' || content <= 0) return false
  const hash = createHash(name.length === 40 ? 'sha1' : 'sha256')
  for await (const chunk of createReadStream(file, { end: content - 1 })) hash.update(chunk as Buffer)
  return hash.digest('hex') === name
}

async function isTrusted(mirror: string): Promise<boolean> {
  const marked = await access(join(mirror, MARK)).then(
    () => true,
    () => false,
  )
  const chain = await readFile(join(layersOf(mirror), 'commit-graph-chain'), 'utf8').catch(() => '')
  const layers = chain.split('\n').filter((line) => line !== '')
  if (!marked || layers.length === 0) return false
  const intact = layers.map((layer) => isLayerIntact(join(layersOf(mirror), `graph-${layer}.graph`)))
  return (await Promise.all(intact)).every(Boolean)
}

async function discard(mirror: string): Promise<void> {
  for (const name of [MARK, 'objects/info/commit-graphs', 'objects/info/commit-graph'])
    await rm(join(mirror, name), { recursive: true, force: true })
}

/** Removes what a killed writer left, which would keep the next one out. */
async function sweep(mirror: string): Promise<void> {
  const names = await readdir(layersOf(mirror)).catch(() => [])
  const stale = names.filter((name) => name.endsWith('.lock') || name.startsWith('tmp_'))
  await Promise.all(stale.map((name) => rm(join(layersOf(mirror), name), { force: true })))
}

/**
 * Brings the commit-graph up to date: it holds every commit that a branch, a tag or a pin leads to.
 * @throws InfrastructureError `git-objects-missing` when a commit is not there
 */
export async function writeCommitGraph(place: MirrorPlace, signal?: AbortSignal): Promise<void> {
  const { directory } = place
  const write = async () => {
    if (!(await isTrusted(directory))) {
      await discard(directory)
      await writeFile(join(directory, MARK), 'All files of the commit-graph here were written by kbisect.\n')
    }
    await sweep(directory)
    const args = ['commit-graph', 'write', '--reachable', '--split', '--no-progress']
    const command = { action: `read all commits of ${directory}`, args, env: { ...place.env, GIT_DIR: directory } }
    await runGit(command, signal ? { signal } : {})
  }
  await withLock(place.graphLock, write, signal)
}

async function requireCommitGraph(place: MirrorPlace): Promise<string> {
  const found = await fingerprint(place.directory)
  if (found !== '' && inOrder.get(place.directory) === found) return found
  if (!(await isTrusted(place.directory))) await writeCommitGraph(place)
  const written = await fingerprint(place.directory)
  inOrder.set(place.directory, written)
  return written
}

/**
 * Answers a question about the graph of commits by generation numbers, whatever the dates of the
 * commits say.
 */
export async function withCommitGraph<T>(place: MirrorPlace, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const before = await requireCommitGraph(place)
    const answer = await ask()
    // A layer that another process replaced meanwhile may have been missed.
    if ((await fingerprint(place.directory)) === before) return answer
  }
}
