import { createInterface } from 'node:readline'
import type { CommitGraph } from '@kbisect/bisect'
import { readHistoryFile } from './history-files.ts'
import { type Batch, runTrials } from './run-trials.ts'

// Started by trial-crew.ts: reads tasks from standard input, one JSON object a line, and answers
// each with a line.

/** A batch, and where its history lies. */
export interface Task extends Batch {
  readonly historyFile: string
  readonly directory: string
}

const graphs = new Map<string, Promise<CommitGraph>>()

function graphOf(file: string): Promise<CommitGraph> {
  const graph = graphs.get(file) ?? readHistoryFile(file)
  graphs.set(file, graph)
  return graph
}

for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line) as Task
  const samples = await runTrials(task, await graphOf(task.historyFile), task.directory)
  process.stdout.write(`${JSON.stringify(samples)}\n`)
}
