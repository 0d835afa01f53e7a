import { readFile, writeFile } from 'node:fs/promises'
import { CommitGraph, type GraphCommit } from '@kbisect/bisect'

/**
 * Writes a history for the processes that make trials on it: a line for each commit, with its
 * parents.
 */
export async function writeHistory(file: string, commits: readonly GraphCommit[]): Promise<void> {
  await writeFile(file, commits.map(({ id, parents }) => `${[id, ...parents].join(' ')}\n`).join(''))
}

export async function readHistoryFile(file: string): Promise<CommitGraph> {
  const lines = (await readFile(file, 'latin1')).trimEnd().split('\n')
  return new CommitGraph(
    lines.map((line) => {
      const [id = '', ...parents] = line.split(' ')
      return { id, parents }
    }),
  )
}
